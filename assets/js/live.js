// An open desk hears of new orders: a number beside "Today" and in the title, a sentence with a link, and a bell for whoever
// asked for one. Without it, the number stands as of the last look.
(() => {
  'use strict';
  const count = document.querySelector('[data-live]');
  if (!count || !window.EventSource) return;
  const title = document.title;
  const fresh = document.querySelector('[data-fresh]');
  const bell = document.querySelector('[data-bell]');
  const kept = () => { try { return localStorage.bell === '1'; } catch { return false; } };
  const keep = on => { try { localStorage.bell = on ? '1' : ''; } catch {} };
  let sound, latest;

  // Two short tones. A browser lets a page sound only after its visitor has touched it.
  const ring = () => {
    if (!sound) return;
    sound.resume();
    [0, .22].forEach((after, i) => {
      const tone = sound.createOscillator(), loud = sound.createGain(), at = sound.currentTime + after;
      tone.frequency.value = i ? 1320 : 990;
      loud.gain.setValueAtTime(.2, at);
      loud.gain.exponentialRampToValueAtTime(.001, at + .2);
      tone.connect(loud).connect(sound.destination);
      tone.start(at);
      tone.stop(at + .2);
    });
  };
  const on = () => (sound ||= new (window.AudioContext || window.webkitAudioContext)());
  if (bell) {
    const show = () => {
      bell.setAttribute('aria-pressed', kept());
      bell.lastElementChild.textContent = kept() ? bell.dataset.on : bell.dataset.off;
    };
    bell.hidden = false;
    bell.onclick = () => {
      keep(!kept());
      if (kept()) { on(); ring(); } else sound = undefined;
      show();
    };
    show();
  }
  if (kept()) addEventListener('pointerdown', on, { once: true });

  const source = new EventSource(count.dataset.live);
  source.addEventListener('parcels', e => {
    const { waiting, latest: now } = JSON.parse(e.data);
    count.textContent = waiting;
    count.hidden = !waiting;
    document.title = waiting ? `(${waiting}) ${title}` : title;
    if (latest !== undefined && now > latest) {
      if (fresh) fresh.hidden = false;
      ring();
    }
    latest = Math.max(now, latest ?? 0);
  });
  addEventListener('pagehide', () => source.close());
  addEventListener('pageshow', e => e.persisted && location.reload());
})();
