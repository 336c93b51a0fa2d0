// What script adds to pages that already work without it. No state of its own: the HTML says what each part is.
(() => {
  'use strict';
  const all = (root, css) => [...(root.matches?.(css) ? [root] : []), ...root.querySelectorAll(css)];
  const set = (el, attributes) => {
    for (const name in attributes) el.setAttribute(name, attributes[name]);
    return el;
  };
  const make = (tag, attributes, ...inside) => {
    const el = set(document.createElement(tag), attributes);
    el.append(...inside);
    return el;
  };
  const icon = name => {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = set(document.createElementNS(ns, 'svg'), { class: 'icon s', 'aria-hidden': true });
    const sprite = document.querySelector('use')?.getAttribute('href').split('#')[0];
    svg.append(set(document.createElementNS(ns, 'use'), { href: `${sprite}#${name}` }));
    return svg;
  };

  // Minus and plus beside a number field: <span class="stepper" data-less data-more><input type="number">
  const stepper = box => {
    const input = box.querySelector('input');
    const button = (name, label, go) => {
      const b = make('button', { type: 'button', 'aria-label': label }, icon(name));
      b.onclick = () => {
        go();
        input.dispatchEvent(new Event('change', { bubbles: true }));
      };
      return b;
    };
    input.before(button('minus', box.dataset.less, () => input.stepDown()));
    input.after(button('plus', box.dataset.more, () => input.stepUp()));
  };

  // A form that sends itself when something in it changes; fields outside it may belong to it by form="id".
  const auto = form => {
    let timer;
    addEventListener('change', e => {
      if (e.target.form !== form || form.matches(':target')) return;
      clearTimeout(timer);
      timer = setTimeout(() => form.requestSubmit(), 500);
    });
  };

  // The picture in view is marked among the thumbnails; a thumbnail slides the strip instead of jumping the page.
  const gallery = box => {
    const strip = box.querySelector('.gallery-strip');
    const thumbs = all(box, '.gallery-thumbs a');
    const calm = matchMedia('(prefers-reduced-motion: reduce)');
    thumbs.forEach((a, i) => {
      a.onclick = e => {
        e.preventDefault();
        strip.scrollTo({ left: strip.clientWidth * i, behavior: calm.matches ? 'auto' : 'smooth' });
      };
    });
    strip.addEventListener('scroll', () => {
      const at = Math.round(strip.scrollLeft / strip.clientWidth);
      thumbs.forEach((a, i) => (i === at ? set(a, { 'aria-current': true }) : a.removeAttribute('aria-current')));
    }, { passive: true });
  };

  // A combobox: `find(typed, signal)` answers as /suggest does; an option without `href` goes to `pick`.
  const combobox = (input, label, find, pick) => {
    const list = make('div', { id: `${input.id}-list`, class: 'pop', role: 'listbox', 'aria-label': label, hidden: '' });
    const status = make('p', { class: 'hide', role: 'status' });
    input.parentNode.append(list, status);
    set(input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': false, autocomplete: 'off' });
    let rows = [], at, timer, asked;
    const mark = to => {
      at = to;
      rows.forEach((row, i) => set(row, { 'aria-selected': i === at }));
      input.removeAttribute('aria-activedescendant');
      if (at < 0) return;
      set(input, { 'aria-activedescendant': rows[at].id });
      rows[at].scrollIntoView({ block: 'nearest' });
    };
    const open = on => {
      list.hidden = !on;
      set(input, { 'aria-expanded': on });
      mark(-1);
    };
    const close = () => {
      clearTimeout(timer);
      asked?.abort();
      open(false);
    };
    // A phone's keyboard leaves less room.
    const fit = () => list.style.setProperty('--room', `${visualViewport.height + visualViewport.offsetTop - list.getBoundingClientRect().top}px`);
    visualViewport.addEventListener('resize', fit);
    const row = o => {
      const a = make('a', { id: `${list.id}-${rows.length}`, role: 'option', tabindex: -1 });
      if (o.href) a.href = o.href;
      else a.onclick = () => pick(o);
      if (o.picture) a.append(make('img', { src: o.picture, alt: '' }));
      if (o.icon) a.append(icon(o.icon));
      a.append(make('span', {}, ...o.parts.map(([text, on]) => (on ? make('mark', {}, text) : text)), make('small', {}, o.more || '')), o.price || '');
      rows.push(a);
      return a;
    };
    const show = ({ groups = [], said = '' } = {}) => {
      rows = [];
      list.replaceChildren(...groups.map(({ title, options }, n) => {
        const id = `${list.id}-g${n}`;
        return make('div', { role: 'group', 'aria-labelledby': id }, make('p', { id }, title), ...options.map(row));
      }));
      status.textContent = said;
      open(rows.length > 0);
      fit();
    };
    const ask = async () => {
      asked?.abort();
      const { signal } = (asked = new AbortController());
      try {
        const answer = await find(input.value.trim(), signal);
        if (!signal.aborted) show(answer);
      } catch {
        if (!signal.aborted) close();
      }
    };
    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    input.addEventListener('focus', () => input.value || ask());
    input.addEventListener('blur', close);
    // Some phones leave the focus where it is when somebody taps beside it.
    addEventListener('pointerdown', e => list.parentNode.contains(e.target) || close());
    input.form.addEventListener('submit', close);
    list.onmousedown = e => e.preventDefault();
    list.onclick = close;
    input.addEventListener('keydown', e => {
      const { key } = e;
      const to = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1, ...(at < 0 || { Home: 0, End: -1 }) }[key];
      // Keys of an input method that is composing are its own.
      if (e.isComposing || e.keyCode === 229) return;
      if (list.hidden) {
        if (key === 'ArrowDown') ask();
        if (key !== 'Escape' || input.type !== 'search') return;
        input.value = '';
      } else if (to !== undefined) mark((to + rows.length) % rows.length);
      else if (key === 'Enter' && at >= 0) rows[at].click();
      else if (key === 'Escape') close();
      else return;
      e.preventDefault();
    });
  };
  const json = async (url, signal) => (await fetch(url, { signal, headers: { accept: 'application/json' } })).json();

  // The search box: <form data-suggest data-label data-recent data-clear>. The last searches stay in this browser; web
  // views of other apps may refuse to keep them.
  const suggest = form => {
    const { dataset: say, elements: { q: input } } = form;
    const recent = () => { try { return localStorage.recent.split('\n').filter(Boolean); } catch { return []; } };
    const keep = searches => { try { localStorage.recent = searches.join('\n'); } catch {} };
    combobox(input, say.label, (q, signal) => {
      if (q) return q[1] && json(say.suggest + encodeURIComponent(q), signal);
      const options = recent().map(old => ({ parts: [[old]], icon: 'clock', href: `/search?${new URLSearchParams({ q: old })}` }));
      if (options[0]) return { groups: [{ title: say.recent, options: [...options, { parts: [[say.clear]], icon: 'trash' }] }] };
    }, () => keep([]));
    form.addEventListener('submit', () => {
      const q = input.value.trim();
      keep([q, ...recent().filter(old => old !== q)].slice(0, 5));
    });
  };

  // The commune: <div class="hint-list" data-places data-label data-code data-province> around the plain field. Picking
  // fills the field named by data-code and the province select.
  const places = box => {
    const { dataset: say } = box;
    const input = box.querySelector('input');
    const { [say.code]: code, [say.province]: province } = input.form.elements;
    combobox(input, say.label, async (q, signal) => {
      if (!q[1]) return;
      const found = await json(`${say.places}?${new URLSearchParams({ q, province: province.value })}`, signal);
      return { groups: [{ title: '', options: found.map(p => ({ ...p, parts: [[p.name, 1], [`, ${p.province_name}`]], more: p.was })) }] };
    }, place => {
      input.value = place.name;
      code.value = place.code;
      province.value = place.province;
      code.dispatchEvent(new Event('change', { bubbles: true }));
    });
    input.addEventListener('input', () => (code.value = ''));
    province.addEventListener('change', () => (input.value = code.value = ''));
  };

  // A button that only script can answer is shown by script.
  const answer = (button, go) => {
    button.hidden = false;
    button.onclick = go;
  };
  const copy = button => navigator.clipboard && answer(button, async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector('span').textContent = button.dataset.done;
  });
  const share = button => navigator.share && answer(button, () => navigator.share({ title: document.title, url: location.href }).catch(() => {}));
  const print = button => answer(button, () => window.print());
  // The phone's sticky bar shows the price of the pack that is chosen.
  const price = out => {
    const show = () => {
      const on = document.querySelector('[name="pack"]:checked');
      if (on) out.textContent = on.dataset.price;
    };
    addEventListener('change', show);
    show();
  };
  // A second tap on the same button sends nothing twice; the button comes back if the visitor does.
  const once = form => {
    form.addEventListener('submit', e => {
      if (form.dataset.sent) return e.preventDefault();
      form.dataset.sent = 1;
    });
    addEventListener('pageshow', () => delete form.dataset.sent);
  };

  // Good news goes by itself unless somebody is reading it or on the way to its link; bad news goes at the next touch.
  const toast = note => {
    if (!note.classList.contains('good')) return addEventListener('pointerdown', () => note.remove(), { once: true });
    const go = () => (note.matches(':hover, :focus-within') ? setTimeout(go, 3000) : note.remove());
    setTimeout(go, 8000);
  };

  const kinds = {
    '.stepper': stepper, 'form[data-auto]': auto, '.gallery': gallery, '[data-suggest]': suggest, '[data-places]': places, '[data-copy]': copy,
    '[data-share]': share, '[data-print]': print, '[data-price-here]': price, 'form[data-once]': once, '.toast': toast,
  };
  const seen = new WeakSet();
  const start = root => {
    for (const [css, fit] of Object.entries(kinds)) {
      for (const el of all(root, css)) if (!seen.has(el)) { seen.add(el); fit(el); }
    }
  };
  document.documentElement.classList.add('js');
  start(document);
  document.addEventListener('htmx:load', e => start(e.target));
  // A refusal (409, 422) is a page part like any other: show it.
  document.addEventListener('htmx:beforeSwap', e => {
    if ([409, 422, 429].includes(e.detail.xhr.status)) e.detail.shouldSwap = true;
  });
  // After errors the summary takes the focus, so that it is read first.
  document.querySelector('.note[data-focus]')?.focus();
})();
