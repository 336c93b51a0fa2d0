// The office's list of what waits, by keyboard; and a chosen reason written into its field. Without it, Tab and Enter go the
// same way, and the server puts the reason there.
(() => {
  'use strict';
  const rows = [...document.querySelectorAll('[data-keys] [data-row]')];
  const help = document.querySelector('[data-help]');
  const step = by => {
    const at = rows.indexOf(document.activeElement);
    const to = at < 0 ? rows[0] : rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    to.focus();
    to.closest('tr').scrollIntoView({ block: 'nearest' });
  };
  // Only goes there: what is decided is decided by a press.
  const reach = key => {
    const to = document.querySelector(`[data-reach="${key}"]`);
    const folded = to?.closest('details');
    if (folded) folded.open = true;
    to?.focus();
  };
  const keys = {
    j: () => rows[0] && step(1),
    k: () => rows[0] && step(-1),
    x: () => document.activeElement.closest('tr')?.querySelector('[name="pick"]')?.click(),
    a: () => reach('a'),
    r: () => reach('r'),
    n: () => document.querySelector('[data-press="n"]')?.click(),
    '?': () => {
      if (!help) return;
      help.open = !help.open;
      help.querySelector('summary').focus();
    },
  };
  keys.ArrowDown = keys.j;
  keys.ArrowUp = keys.k;
  addEventListener('keydown', e => {
    // Arrows scroll where there is no list; letters typed into a field are its own.
    const typing = e.target.matches?.('input:not([type="checkbox"]), textarea, select');
    if (typing || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || !keys[e.key]) return;
    if (e.key.startsWith('Arrow') && !rows[0]) return;
    e.preventDefault();
    keys[e.key]();
  });
  for (const select of document.querySelectorAll('select[data-fill]')) {
    select.addEventListener('change', () => {
      const field = select.form.elements[select.dataset.fill];
      const text = select.selectedOptions[0]?.dataset.text;
      if (!text || field.value.includes(text)) return;
      field.value = [text, field.value].filter(Boolean).join(field.tagName === 'TEXTAREA' ? '\n' : ' ');
      // Chosen once: the server would put it there again.
      select.value = '';
      field.focus();
    });
  }
})();
