// What is wrong with how the page fills its width: what goes over its edge, is covered, is cut off, or stands on other words. A list of words.
const found = [];
const told = element => `${element.tagName.toLowerCase()}${element.className && '.' + String(element.className).trim().replaceAll(' ', '.')} “${
  (element.innerText || element.value || '').trim().slice(0, 40)}”`;
const root = document.querySelector('dialog[open]') || document.body;
const page = document.scrollingElement;
if (page.scrollWidth > innerWidth) found.push(`the page is ${page.scrollWidth} px wide, the window ${innerWidth}`);
if (root !== document.body && root.scrollWidth > root.clientWidth) found.push(`the panel scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}`);

const seen = element => {
  const style = getComputedStyle(element);
  return style.visibility !== 'hidden' && style.display !== 'none' && !element.closest('.hidden, .scroll, datalist, option, canvas, [hidden]')
    && element.getClientRects().length > 0 && !element.closest('details:not([open]) > :not(summary)');
};
// a list that scrolls within itself shows a part of what it has
const within = (element, x, y) => {
  for (let box = element.parentElement; box && box !== root; box = box.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(box).overflowY)) {
      const rect = box.getBoundingClientRect();
      if (x < rect.left || x > rect.right || y < rect.top || y > rect.bottom) return false;
    }
  }
  return y >= 0 && y < innerHeight;
};

const words = [];
const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const parent = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !seen(parent)) continue;
  const range = document.createRange();
  range.selectNodeContents(walker.currentNode);
  for (const rect of range.getClientRects()) {
    if (rect.width > 1 && within(parent, rect.left + rect.width / 2, rect.top + rect.height / 2)) words.push({ parent, rect });
  }
}
const things = [...root.querySelectorAll('button, a[href], input, select, textarea, summary')].filter(seen)
  .map(parent => ({ parent, rect: parent.getBoundingClientRect() }));
for (const { parent, rect } of [...words, ...things]) {
  const clipped = getComputedStyle(parent).textOverflow === 'ellipsis';
  if ((rect.right > innerWidth + 1 && !clipped) || rect.left < -1) found.push(`over the edge: ${told(parent)}`);
  const x = Math.min(rect.left + rect.width / 2, innerWidth - 1);
  const y = rect.top + rect.height / 2;
  if (!within(parent, x, y)) continue;
  const top = document.elementFromPoint(x, y);
  if (top && top !== parent && !parent.contains(top) && !top.contains(parent)) found.push(`covered: ${told(parent)} by ${told(top)}`);
}
for (const { parent } of things) {
  if (parent.matches('button, a, summary') && parent.scrollWidth > parent.clientWidth + 1 && parent.clientWidth > 0
    && getComputedStyle(parent).display !== 'inline' && getComputedStyle(parent).textOverflow !== 'ellipsis') found.push(`cut off: ${told(parent)}`);
}
for (let i = 0; i < words.length; i++) {
  for (let j = i + 1; j < words.length; j++) {
    const a = words[i].rect;
    const b = words[j].rect;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 0.4 * Math.min(a.height, b.height)) found.push(`on each other: ${told(words[i].parent)} and ${told(words[j].parent)}`);
  }
}
return [...new Set(found)].slice(0, 8);
