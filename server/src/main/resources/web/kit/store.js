// What is kept over reloads. A browser may refuse that to a page within another site's page; then it is kept as long as the page is there.

function place(open) {
  try {
    const kept = open();
    kept.getItem('usher');
    return kept;
  } catch {
    const kept = new Map();
    return { getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: key => kept.delete(key), isForgotten: true };
  }
}

/** Of this tab alone. */
export const ofTab = place(() => sessionStorage);
/** Of the browser; within another site's page most keep it apart from what the same page has elsewhere. */
export const ofBrowser = place(() => localStorage);
