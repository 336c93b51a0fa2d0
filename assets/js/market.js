// What script adds to pages that already work without it. No state of its own: the HTML says what each part is.
(() => {
  'use strict';
  const all = (root, css) => [...(root.matches?.(css) ? [root] : []), ...root.querySelectorAll(css)];
  const make = (tag, props) => Object.assign(document.createElement(tag), props);
  const icon = name => {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    svg.setAttribute('class', 'icon s');
    svg.setAttribute('aria-hidden', 'true');
    const sprite = document.querySelector('use')?.getAttribute('href').split('#')[0];
    svg.append(document.createElementNS(ns, 'use'));
    svg.firstChild.setAttribute('href', `${sprite}#${name}`);
    return svg;
  };

  // Minus and plus beside a number field: <span class="stepper" data-less data-more><input type="number">
  const stepper = box => {
    const input = box.querySelector('input');
    const button = (name, label, go) => {
      const b = make('button', { type: 'button' });
      b.setAttribute('aria-label', label);
      b.append(icon(name));
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
      thumbs.forEach((a, i) => (i === at ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current')));
    }, { passive: true });
  };

  // Commune type-ahead: <div class="hint-list" data-places="/places" data-none="..."> around the plain text field.
  // Picking fills the field named by data-code and the province select of the same form.
  const places = box => {
    const input = box.querySelector('input');
    const form = input.form;
    const code = form.elements[box.dataset.code];
    const province = form.elements[box.dataset.province];
    const list = make('ul', { id: `${input.id}-list`, hidden: true });
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', box.dataset.label);
    box.append(list);
    const attrs = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id, autocomplete: 'off' };
    for (const [k, v] of Object.entries(attrs)) input.setAttribute(k, v);
    let found = [], at = -1, timer, asked;
    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    };
    const mark = to => {
      at = (to + found.length) % found.length;
      [...list.children].forEach((li, i) => li.setAttribute('aria-selected', i === at));
      list.children[at].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', list.children[at].id);
    };
    const pick = i => {
      const place = found[i];
      input.value = place.name;
      code.value = place.code;
      province.value = place.province;
      close();
      code.dispatchEvent(new Event('change', { bubbles: true }));
    };
    const ask = async () => {
      const q = input.value.trim();
      if (q.length < 2) return close();
      asked?.abort();
      asked = new AbortController();
      try {
        const query = new URLSearchParams({ q, province: province.value });
        const answer = await fetch(`${box.dataset.places}?${query}`, { signal: asked.signal, headers: { accept: 'application/json' } });
        if (!answer.ok) return close();
        found = await answer.json();
      } catch {
        return;
      }
      if (!found.length) return close();
      list.replaceChildren(...found.map((p, i) => {
        const li = make('li', { id: `${list.id}-${i}` });
        li.setAttribute('role', 'option');
        li.append(make('b', { textContent: p.name }), `, ${p.province_name}`);
        if (p.was) li.append(make('span', { className: 'choice-more', textContent: p.was }));
        li.onmousedown = e => { e.preventDefault(); pick(i); };
        return li;
      }));
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
    };
    input.addEventListener('input', () => {
      code.value = '';
      clearTimeout(timer);
      timer = setTimeout(ask, 180);
    });
    input.addEventListener('keydown', e => {
      if (list.hidden) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); mark(e.key === 'ArrowDown' ? at + 1 : Math.max(at, 0) - 1); }
      else if (e.key === 'Enter' && at >= 0) { e.preventDefault(); pick(at); }
      else if (e.key === 'Escape') close();
    });
    input.addEventListener('blur', close);
    province.addEventListener('change', () => { input.value = code.value = ''; });
  };

  const copy = button => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.querySelector('span').textContent = button.dataset.done;
    };
  };
  const share = button => {
    if (!navigator.share) return;
    button.hidden = false;
    button.onclick = () => navigator.share({ title: document.title, url: location.href }).catch(() => {});
  };
  const print = button => {
    button.hidden = false;
    button.onclick = () => window.print();
  };
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
    '.stepper': stepper, 'form[data-auto]': auto, '.gallery': gallery, '[data-places]': places, '[data-copy]': copy,
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
