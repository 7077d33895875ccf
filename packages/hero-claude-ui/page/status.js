// A plain page over the same interface as every other client. Whatever comes from a session is set as text.
const base = document.querySelector('meta[name=base-path]').content;
const tokenKey = 'hero-claude-token';

function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(tokenKey, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(tokenKey);
}

const token = takeToken();
const headers = token ? { authorization: `Bearer ${token}` } : {};

class Refused extends Error {}

async function send(path, init = {}) {
  const response = await fetch(`${base}${path}`, { ...init, headers: { ...headers, ...init.headers } });
  if (response.status === 401 || response.status === 403) {
    throw new Refused(
      'This page needs the login link that hero-claude start prints (hero-claude status shows it again).',
    );
  }
  if (!response.ok)
    throw new Error(`The server is away (HTTP ${response.status}); this page comes back by itself.`);
  return response;
}

async function call(method, params = {}) {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const answer = await (
    await send('/rpc', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  ).json();
  if (answer.error) throw new Error(answer.error.message);
  return answer.result;
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function card(session) {
  const state = session.agent && session.status === 'running' ? session.agent.state : session.status;
  const facts = [state, session.repos.map((repo) => repo.name).join(', '), session.session_id];
  if (session.progress) facts.push(session.progress.phase);
  const item = element(
    'li',
    '',
    element('strong', '', session.name),
    element('small', '', facts.join(' · ')),
  );
  if (session.problem) item.append(element('small', 'problem', ` ${session.problem.message}`));
  return item;
}

function fill(list, items, empty) {
  list.replaceChildren(...(items.length > 0 ? items : [element('li', 'empty', empty)]));
}

function show(sessions) {
  for (const list of document.querySelectorAll('[data-bucket]')) {
    fill(
      list,
      sessions.filter((session) => session.bucket === list.dataset.bucket).map(card),
      'Nothing here',
    );
  }
  const waiting = sessions.filter((session) => session.bucket === 'needs_you').length;
  document.title = waiting > 0 ? `(${waiting}) hero-claude` : 'hero-claude';
}

function showHealth(health) {
  const items = health.checks.map((check) =>
    element(
      'li',
      check.status,
      element('strong', '', `${check.name}: ${check.status}`),
      element('small', '', check.fix ? `${check.message}. ${check.fix}` : check.message),
    ),
  );
  fill(document.querySelector('#health'), items, 'No checks');
  document.querySelector('#server').textContent =
    `version ${health.version}, up ${Math.round(health.uptime_seconds / 60)} min`;
}

function banner(text) {
  const place = document.querySelector('#banner');
  place.hidden = !text;
  place.textContent = text ?? '';
}

async function refresh() {
  const [sessions, health] = await Promise.all([call('session.list'), call('server.health')]);
  show(sessions);
  showHealth(health);
  banner();
}

let queued = false;
function refreshSoon() {
  if (queued) return;
  queued = true;
  setTimeout(() => {
    queued = false;
    refresh().catch((error) => banner(error.message));
  }, 300);
}

async function follow() {
  const stream = (
    await send('/events?session=all', { headers: { accept: 'text/event-stream' } })
  ).body.getReader();
  for (;;) {
    const { done, value } = await stream.read();
    if (done) return;
    if (new TextDecoder().decode(value).includes('data:')) refreshSoon();
  }
}

for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 10_000)) {
  try {
    await refresh();
    waitMs = 500;
    await follow();
  } catch (error) {
    banner(error.message);
    if (error instanceof Refused) break;
  }
  await new Promise((resolve) => setTimeout(resolve, waitMs));
}
