// A listing on a phone with one bar of signal: photos are made small and sent one by one, what is typed is saved by itself,
// and kept in this browser while nothing gets through. The form works without any of it.
(() => {
  'use strict';
  const done = document.querySelector('[data-listing-done]');
  const keep = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch {} };
  const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };
  if (done) keep(`listing-${done.dataset.listingDone}`);
  const form = document.querySelector('form[data-listing]');
  if (!form) return;
  const say = form.dataset;
  const said = form.querySelector('[data-said]');
  const box = form.querySelector('[data-photos]');
  const list = box.querySelector('.photos');
  const photoSaid = box.querySelector('[data-photo-said]');
  const row = box.querySelector('[data-photo-row]');
  const files = box.querySelector('[type=file]');
  const wait = ms => new Promise(go => setTimeout(go, ms));
  let id = say.id;
  // Whose listing it is, as the form itself says.
  const desk = new URL(form.action).search;
  // What was begun at one desk is no other one's.
  const key = () => `listing-${id || 'new' + desk}`;
  const tell = words => (said.textContent = words);

  // --- What is typed
  const typed = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    return body;
  };
  let timer, dirty = false, closed = false, stale = false, saving;
  // Only an answer with a number is one. What did not get through is thrown bare and sent again; what was refused, with words.
  const post = async (url, body) => {
    const answer = await fetch(url, { method: 'POST', body, headers: { accept: 'application/json' }, signal: AbortSignal.timeout(25000) });
    const { ok, status, redirected } = answer;
    if (status >= 500 || status === 429) throw {};
    if (status === 401 || redirected) throw { out: say.out };
    const json = await answer.json().catch(() => null) || {};
    if (ok && Number.isInteger(json.seq)) return json;
    throw { no: json.refused || say.lost, stale: json.stale };
  };
  // The first thing worth keeping makes the product; its number comes into the address, so that a reload goes on here.
  const begin = async () => {
    if (id) return;
    const json = await post(`/sell/products/new${desk}`, typed());
    // A photo or the words were quicker, under the same token.
    if (id) return;
    keep(key());
    id = json.id;
    form.action = `/sell/products/${id}${desk}`;
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'seq', value: json.seq }));
    history.replaceState(null, '', `/sell/products/${id}`);
    if (dirty) keep(key(), typed().toString());
  };
  const save = async () => {
    clearTimeout(timer);
    if (closed || saving) return;
    dirty = false;
    saving = true;
    tell(say.saving);
    try {
      await begin();
      const body = typed();
      body.set('do', 'auto');
      const json = await post(form.action, body);
      form.elements.seq.value = json.seq;
      // The copy goes only when the server has every word of it.
      keep(key(), dirty || !json.whole ? typed().toString() : '');
      tell(json.whole ? say.saved.replace('%', json.at) : json.why);
      if (dirty) timer = setTimeout(save, 4000);
    } catch (e) {
      keep(key(), typed().toString());
      tell(e.no || e.out || say.offline);
      closed = !!e.no;
      stale = !!e.stale;
      dirty = !closed;
      if (dirty) timer = setTimeout(save, navigator.onLine && !e.out ? 4000 : 15000);
    }
    saving = false;
  };
  form.addEventListener('input', e => {
    if (e.target === files) return;
    dirty = true;
    keep(key(), typed().toString());
    clearTimeout(timer);
    timer = setTimeout(save, 4000);
  });
  addEventListener('online', () => { if (dirty) save(); send(); });

  const restore = () => {
    const old = kept(key());
    if (!old) return;
    const values = new URLSearchParams(old);
    for (const field of form.elements) {
      if (!field.name || field.type === 'file' || field.tagName === 'BUTTON') continue;
      if (field.type === 'checkbox') field.checked = values.has(field.name);
      else if (values.has(field.name)) field.value = values.get(field.name);
    }
    tell(say.restored);
    dirty = true;
    timer = setTimeout(save, 500);
  };

  // --- Photos
  const show = pictures => {
    for (const li of [...list.querySelectorAll('[data-id]')]) if (!pictures.some(p => `${p.id}` === li.dataset.id)) li.remove();
    for (const { id: photo, hash } of pictures) {
      let li = list.querySelector(`[data-id="${photo}"]`);
      if (!li) {
        li = row.content.firstElementChild.cloneNode(true);
        li.dataset.id = photo;
        li.querySelector('img').src = `/media/${hash}-320.webp`;
        for (const b of li.querySelectorAll('button:not([data-step])')) b.value += `-${photo}`;
      }
      list.append(li);
    }
    [...list.querySelectorAll('[data-id]')].forEach((li, n) => {
      li.draggable = true;
      // To which place, not a step: pressed again after a lost answer it changes nothing.
      for (const b of li.querySelectorAll('[data-step]')) b.value = `to-${li.dataset.id}-${n + 1 + +b.dataset.step}`;
      for (const b of li.querySelectorAll('[aria-label]')) b.setAttribute('aria-label', b.getAttribute('aria-label').replace(/\d+/, n + 1));
    });
    list.append(...list.querySelectorAll('.sending'));
  };
  let failed = '';
  const act = async wish => {
    try {
      show((await post(`/sell/products/${id}/pictures/act${desk}`, new URLSearchParams({ do: wish }))).pictures);
      // What was said of a press is over with one that got through; what was said of a photo stays.
      if (photoSaid.textContent === failed) photoSaid.textContent = '';
    } catch (e) { photoSaid.textContent = failed = e.no || e.out || say.offline; }
  };
  list.addEventListener('click', async e => {
    const button = e.target.closest('button[name=do]');
    if (!button) return;
    e.preventDefault();
    await act(button.value);
    button.focus();
  });
  let held;
  list.addEventListener('dragstart', e => (held = e.target.closest('[data-id]')));
  list.addEventListener('dragover', e => {
    const over = e.target.closest('[data-id]');
    if (!held || !over) return;
    e.preventDefault();
    if (over !== held) over[held.compareDocumentPosition(over) & 4 ? 'after' : 'before'](held);
  });
  list.addEventListener('dragend', () => {
    if (held) act(`order-${[...list.querySelectorAll('[data-id]')].map(li => li.dataset.id).join('.')}`);
    held = null;
  });

  // 1600 px are enough for any screen and a tenth of the data. What the browser cannot read goes as it is.
  const shrink = async file => {
    try {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, 1600 / Math.max(image.width, image.height));
      if (scale === 1 && file.size < 700000) return file;
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width * scale, height: image.height * scale });
      canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
      const small = await new Promise(go => canvas.toBlob(go, 'image/jpeg', 0.86));
      return small && small.size < file.size ? small : file;
    } catch { return file; }
  };
  const upload = (file, progress) => new Promise((go, fail) => {
    const xhr = new XMLHttpRequest();
    const body = new FormData();
    body.append('photos', file, 'photo.jpg');
    xhr.open('POST', `/sell/products/${id}/pictures${desk}`);
    xhr.setRequestHeader('accept', 'application/json');
    xhr.responseType = 'json';
    xhr.timeout = 180000;
    xhr.upload.onprogress = e => { if (e.lengthComputable) progress.value = e.loaded / e.total; };
    xhr.onload = () => {
      const { status, response } = xhr;
      if (response?.pictures) go(response);
      // 400: the line stood still for so long that we were let go. The photo itself is refused with 422.
      else if (status >= 500 || status === 429 || status === 400) fail({});
      else if (status === 401 || status < 400) fail({ out: say.out });
      else go({ refused: response?.refused || say.lost });
    };
    xhr.onerror = xhr.ontimeout = () => fail({});
    xhr.send(body);
  });
  // Each photo that was refused is named, with its own reason.
  const refuse = (name, why) => {
    photoSaid.append(Object.assign(document.createElement('span'), { textContent: `${name}: ${why}` }));
  };
  const queue = [];
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    for (let tries = 0; queue.length;) {
      const { file, name, li } = queue[0];
      const words = li.querySelector('span');
      try {
        words.textContent = box.dataset.sending;
        await begin();
        const answer = await upload(file, li.querySelector('progress'));
        // What was said of one is not wiped out by the next that gets through.
        if (answer.refused) refuse(name, answer.refused);
        queue.shift();
        li.remove();
        if (answer.pictures) show(answer.pictures);
        tries = 0;
      } catch (e) {
        if (e.no) {
          refuse(name, e.no);
          queue.shift();
          li.remove();
          continue;
        }
        // Again and again, more and more slowly, until the signal is back.
        words.textContent = e.out || box.dataset.waiting;
        await wait(Math.min(30000, 2000 * 2 ** tries++));
      }
    }
    sending = false;
  };
  files.addEventListener('change', async () => {
    const chosen = [...files.files];
    files.value = '';
    photoSaid.textContent = '';
    for (const file of chosen) {
      if (list.children.length >= box.dataset.most) {
        photoSaid.textContent = box.dataset.full;
        break;
      }
      const li = document.createElement('li');
      li.className = 'sending';
      const progress = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
      progress.setAttribute('aria-label', box.dataset.sending);
      const words = document.createElement('span');
      words.textContent = box.dataset.sending;
      li.append(progress, words);
      list.append(li);
      queue.push({ file: await shrink(file), name: file.name, li });
      send();
    }
  });

  // What was typed is safe before the page goes: a signal that breaks here loses nothing.
  let passing = false;
  form.addEventListener('submit', async e => {
    if (passing) return;
    e.preventDefault();
    if (queue.length) return tell(say.wait);
    while (saving) await wait(100);
    if (!closed) await save();
    // Nothing is saved by itself any more once it was refused: then the answer says why.
    if (dirty && !closed) return;
    passing = true;
    clearTimeout(timer);
    // The answer shows both phones' words. Any other refusal may show none of them: then the copy stays.
    if (stale) keep(key());
    // A form sends nothing from within its own event.
    await wait(0);
    form.requestSubmit(e.submitter);
  });
  // Coming back by the button of the browser, the form lives again.
  addEventListener('pageshow', e => { if (e.persisted) passing = closed = stale = false; });
  show([...list.querySelectorAll('[data-id]')].map(li => ({ id: li.dataset.id })));
  restore();
})();
