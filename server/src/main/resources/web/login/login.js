// Logging in: by name and password, or, for a screen that belongs to nobody, with a token.
import { html, useEffect, useLayoutEffect, useRef, useState } from '/web/vendor/htm-preact-3.1.1.js';
import { ThemeButton, show } from '/web/kit/components.js';
import { changePassword, logIn, nextPage, waysIn, whoAmI } from '/web/kit/session.js';
import { keepToken } from '/web/kit/socket.js';

const MIN_LENGTH = 12;

/** A form whose submission takes a while and may be refused; says so aloud. */
function AskingForm({ label, ask, children }) {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async event => {
    event.preventDefault();
    if (busy) return;
    const fields = Object.fromEntries(new FormData(event.target));
    setBusy(true);
    setWrong('');
    try {
      await ask(fields);
    } catch (refused) {
      setWrong(refused.message);
    }
    setBusy(false);
  };
  return html`<form onSubmit=${submit}>
    ${children}
    <p role="alert" class=${wrong ? 'wrong' : 'hidden'}>${wrong}</p>
    <button type="submit" aria-disabled=${busy}>${label}</button>
  </form>`;
}

function Field({ label, hint, first, ...input }) {
  const field = useRef(null);
  useLayoutEffect(() => first && field.current.focus(), []);
  return html`<label>${label}<input ref=${field} required ...${input} />
    ${hint && html`<span class="hint">${hint}</span>`}</label>`;
}

function LogIn({ onIn }) {
  const ask = async ({ name, password }) => onIn(await logIn(name, password), password);
  return html`<${AskingForm} key="in" label="Log in" ask=${ask}>
    <${Field} first label="Name" name="name" autocomplete="username" autocapitalize="none" spellcheck=${false} />
    <${Field} label="Password" name="password" type="password" autocomplete="current-password" />
  <//>`;
}

/** To the OpenID provider, if there is one; it comes back to where one wanted to go. */
function Provider() {
  const [label, setLabel] = useState(null);
  useEffect(() => {
    waysIn().then(ways => setLabel(ways.openId), () => setLabel(null));
  }, []);
  const next = new URL(nextPage(), location.origin);
  return label && html`<p class="provider">
    <a class="button" href=${`/login/openid?next=${encodeURIComponent(next.pathname + next.search)}`}>${label}</a></p>`;
}

function FirstPassword({ name, current, onDone }) {
  const ask = async ({ given, next, again }) => {
    if (next !== again) throw new Error('The two new passwords differ.');
    await changePassword(current || given, next);
    onDone();
  };
  return html`<p>Welcome, ${name}. Others know the password you were given: choose your own.</p>
    <${AskingForm} key="password" label="Keep this password" ask=${ask}>
      ${!current && html`<${Field} first label="Password you were given" name="given" type="password"
        autocomplete="current-password" />`}
      <${Field} first=${!!current} label="New password" name="next" type="password" minlength=${MIN_LENGTH}
        autocomplete="new-password" hint=${`At least ${MIN_LENGTH} characters; four random words are good.`} />
      <${Field} label="The same again" name="again" type="password" minlength=${MIN_LENGTH} autocomplete="new-password" />
    <//>`;
}

function ScreenToken() {
  const ask = async ({ token }) => {
    keepToken(token.trim());
    location.assign(nextPage());
  };
  return html`<details><summary>This screen has a token</summary>
    <${AskingForm} key="token" label="Use the token" ask=${ask}>
      <${Field} label="Token" name="token" type="password" autocomplete="off" />
    <//></details>`;
}

function Page() {
  const [who, setWho] = useState(null);
  const [password, setPassword] = useState('');
  const go = () => location.assign(nextPage());
  const enter = (person, given) => {
    if (!person.mustChangePassword) return go();
    setPassword(given);
    setWho(person);
  };
  useEffect(() => {
    whoAmI().then(person => person && enter(person, ''));
  }, []);
  return html`<section class="login" aria-label="Log in">
    <header><h1>Usher</h1><${ThemeButton} /></header>
    ${who
      ? html`<${FirstPassword} name=${who.name} current=${password} onDone=${go} />`
      : html`<${LogIn} onIn=${enter} /><${Provider} /><${ScreenToken} />`}
  </section>`;
}

show(html`<${Page} />`);
