// Who is logged in here. The session itself is in a cookie that no script can read.

const ASK_AGAIN_MS = 2_000;

/** Asks the server; an answer that is not 2xx is thrown as an Error that says what the server said. */
export async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const answer = await response.json();
  if (!response.ok) {
    // people know what they wrote, not what its field is called
    const said = (answer.errors || []).map(one => `${one.value || one.field}: ${one.fix}`).join('; ');
    throw Object.assign(new Error(said || answer.detail || answer.title), { status: response.status });
  }
  return answer;
}

export const logIn = (name, password) => ask('POST', '/api/v1/session', { name, password });

export const changePassword = (currentPassword, newPassword) =>
  ask('POST', '/api/v1/session/password', { currentPassword, newPassword });

/** How one may log in here. */
export const waysIn = () => ask('GET', '/api/v1/session/ways');

export const logOut = () => ask('DELETE', '/api/v1/session');

/** Who asks here; refused if nobody has logged in and nobody may look without. */
export const asker = () => ask('GET', '/api/v1/session');

/** The person who is logged in; null if there is none. Asked again as long as the server is not there, only starts, or has too much to do. */
export async function whoAmI() {
  for (;;) {
    try {
      const who = await asker();
      return who.person ? who : null;
    } catch ({ status }) {
      if (status && status !== 429 && status < 500) return null;
    }
    await new Promise(goOn => setTimeout(goOn, ASK_AGAIN_MS));
  }
}

/** To the log-in page, and back to this one afterwards. */
export function goToLogin() {
  location.assign('/login#next=' + encodeURIComponent(location.pathname));
}

/** Where to go on after logging in: an address of ours only, whoever made the link. */
export function nextPage() {
  try {
    const wanted = new URL(new URLSearchParams(location.hash.slice(1)).get('next') || '/', location.origin);
    // a path that begins with two slashes would be another host's name if somebody takes it for an address
    const ours = wanted.origin === location.origin && !wanted.pathname.startsWith('//');
    return ours ? wanted.href : '/';
  } catch (unreadable) {
    return '/';
  }
}
