// The focus is not lost when a page changes under it: whoever works by keyboard goes on where he was. And what a page gives the focus to gets it
// in a layout effect, in the same turn as it appears: an effect comes a frame later, and what is typed meanwhile goes to what had it before.

/**
 * Gives the focus, when a change of the page has taken away what had it, to what stands for the same thing (the same data-focus), else to the
 * head of the part of the page in which that was.
 */
export function keepFocus() {
  let last = null; // what had the focus, and what it is in, from inside out
  let around = [];
  addEventListener('focusin', ({ target }) => {
    last = target;
    around = [];
    for (let box = target.parentElement; box; box = box.parentElement) around.push(box);
  });
  new MutationObserver(() => {
    // who put it away himself has left it on something that is still there
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    const part = around.find(box => box.isConnected && box.matches('[aria-label], [aria-labelledby], main'));
    const head = part && (part.querySelector('h2, h3') || part);
    if (head && !head.hasAttribute('tabindex')) head.tabIndex = -1;
    (sameThing(last.dataset.focus) || head)?.focus();
  }).observe(document.body, { childList: true, subtree: true });
}

/** Whether somebody is just writing or choosing: then nothing may take the focus from him. */
export function isWriting() {
  return ['TEXTAREA', 'INPUT', 'SELECT'].includes(document.activeElement.tagName);
}

/** What stands for this thing now. */
export function sameThing(name) {
  return name && document.querySelector(`[data-focus="${CSS.escape(name)}"]`);
}
