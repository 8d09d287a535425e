// SPDX-License-Identifier: Apache-2.0
// The page: one state, kept in the address (state.js), shown by three parts: the result (answer.js),
// the panel with the source page (viewer.js) and the drawer of documents (documents.js). Whatever the
// reader does changes the address; the address changes what is shown; nothing else does.

import * as api from './api.js';
import { renderAnswer, renderHits, spoken } from './answer.js';
import { Documents } from './documents.js';
import { byId, make, typing } from './dom.js';
import { t, translatePage } from './i18n.js';
import { readState, writeState } from './state.js';
import { Viewer } from './viewer.js';

translatePage();

const question = byId('question');
const result = byId('result');
const narrow = window.matchMedia('(max-width: 60rem)');
let shown = { q: '', mode: 'ask', within: null, doc: null, page: null, lines: null };
let running = null; // the AbortController of the question at work
let opener = null; // the place whose citation opened the viewer

const viewer = new Viewer({
  close: closeViewer,
  page: (page) => replace({ ...shown, page, lines: null }),
  askHere: scopeTo,
});
const drawer = new Documents({ scope: scopeTo });

// ---- the address ----------------------------------------------------------------------------

function go(state) {
  const address = writeState(state);
  if (address === writeState(readState())) apply(state, true);
  else location.hash = address;
}

// As go(), without a new entry in the history: turning pages is not a step to go back to.
function replace(state) {
  history.replaceState(null, '', writeState(state));
  apply(readState(), false);
}

function apply(state, again) {
  const asked = again || state.q !== shown.q || state.mode !== shown.mode || state.within !== shown.within;
  const before = shown;
  shown = state;
  showScope(state.within);
  document.title = state.q ? `${state.q} – Goshawk` : 'Goshawk';
  if (asked || !result.hasChildNodes()) {
    if (document.activeElement !== question || state.q) setQuestion(state.q);
    run(state);
  }
  const covered = Boolean(state.doc) && narrow.matches;
  byId('main').inert = covered;
  document.querySelector('.bar').inert = covered;
  document.body.classList.toggle('viewing', Boolean(state.doc));
  document.body.classList.toggle('idle', !state.q);
  markOpen(state);
  if (state.doc) {
    viewer.show(state.doc, state.page, state.lines);
  } else if (before.doc) {
    viewer.hide();
    focusOpener();
  }
}

// ---- the question ---------------------------------------------------------------------------

function setQuestion(text) {
  question.value = text;
  growQuestion();
}

// As tall as its text, or, while it is empty, its placeholder.
function growQuestion() {
  question.style.height = 'auto';
  question.style.height = `${question.scrollHeight + 2}px`;
}

function submit(mode) {
  const q = question.value.trim();
  if (!q) return question.focus();
  return go({ ...shown, q, mode, doc: null, page: null, lines: null });
}

async function run(state) {
  running?.abort();
  running = null;
  if (!state.q) return welcome();
  const control = new AbortController();
  running = control;
  const wait = setTimeout(() => showBusy(), 120); // what is quick needs no sign of waiting
  result.setAttribute('aria-busy', 'true');
  try {
    const ask = state.mode === 'search' ? api.search : api.ask;
    const got = await ask(state.q, state.within, control.signal);
    if (control.signal.aborted) return undefined;
    show(got.hits ? renderHits(got) : renderAnswer(got), spoken(got));
  } catch (error) {
    if (!control.signal.aborted) showFailure(error, state);
  } finally {
    clearTimeout(wait);
    if (running === control) running = null;
  }
  return undefined;
}

function show(parts, announcement) {
  result.setAttribute('aria-busy', 'false');
  result.replaceChildren(...parts.filter(Boolean));
  byId('status').textContent = announcement;
  markOpen(shown);
}

function showBusy() {
  byId('status').textContent = t('searching');
  result.replaceChildren(make('section', { class: 'card waiting' },
    make('p', { class: 'loading' }, t('searching')),
    make('div', { class: 'bone' }), make('div', { class: 'bone' }), make('div', { class: 'bone short' })));
}

function showFailure(error, state) {
  const message = error instanceof api.ApiError ? error.message : t('failed');
  show([make('section', { class: 'card failed' },
    make('h1', {}, t('failed')), make('p', {}, message),
    make('button', { type: 'button', class: 'quiet', onclick: () => run(state) }, t('retry')))],
  `${t('failed')}: ${message}`);
}

async function welcome() {
  show([make('section', { class: 'welcome' }, make('p', {}, t('intro')))], '');
  const place = result.firstChild;
  try {
    const { documents, pages } = await api.library();
    place.append(make('p', { class: 'muted' }, documents ? t('library', { documents, pages }) : t('emptyLibrary')));
    if (!documents) place.append(make('pre', {}, 'goshawk add LIBRARY FOLDER'));
  } catch (error) {
    place.append(make('p', { class: 'notice' }, error.message));
  }
}

// ---- one document only ----------------------------------------------------------------------

function scopeTo(within) {
  // Where the source page covers the question, it gives way to it.
  go({ ...shown, within, ...(narrow.matches ? { doc: null, page: null, lines: null } : {}) });
  question.focus();
}

function showScope(within) {
  byId('scope').hidden = !within;
  byId('scope-text').textContent = within ? t('scope', { document: within }) : '';
}

// ---- citations and the viewer ---------------------------------------------------------------

const placeOf = (state) => (state.doc ? `${state.doc}\n${state.page}\n${state.lines?.[0] ?? ''}` : null);

// Marks the links to the place that is open.
function markOpen(state) {
  for (const link of result.querySelectorAll('a.cite')) {
    if (link.dataset.place === placeOf(state)) link.setAttribute('aria-current', 'location');
    else link.removeAttribute('aria-current');
  }
}

function closeViewer() { go({ ...shown, doc: null, page: null, lines: null }); }

function focusOpener() {
  const link = opener?.isConnected ? opener
    : [...result.querySelectorAll('a.cite')].find((cite) => cite.dataset.place === opener?.dataset.place);
  (link ?? question).focus({ preventScroll: Boolean(link) });
  opener = null;
}

function stepCitation(from, step) {
  const links = [...result.querySelectorAll('a.cite')];
  const next = links[links.indexOf(from) + step];
  next?.focus();
  return Boolean(next);
}

// ---- what the reader does -------------------------------------------------------------------

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || drawer.dialog.open) return;
  const { key, target } = event;
  if (key === 'Escape' && viewer.open) closeViewer();
  else if (typing(target)) return;
  else if (key === '/') question.focus();
  else if (key.startsWith('Arrow') && target.classList.contains('cite')) {
    if (!stepCitation(target, key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1)) return;
  } else if ((key === 'ArrowLeft' || key === 'ArrowRight') && viewer.open && !scrollsSideways(target)) {
    viewer.turn(key === 'ArrowRight' ? 1 : -1);
  } else return;
  event.preventDefault();
}

// An element in which the arrow keys have work of their own: it is wider than what it shows.
function scrollsSideways(target) {
  return target.tagName === 'PRE' || (target === viewer.body && target.scrollWidth > target.clientWidth + 1);
}

function onCitation(event) {
  const link = event.target.closest('a.cite');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  opener = link;
  if (link.hash === writeState(shown)) viewer.focus();
  else window.addEventListener('hashchange', () => viewer.focus(), { once: true });
}

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  submit('ask');
});
byId('passages-only').addEventListener('click', () => submit('search'));
byId('scope-clear').addEventListener('click', () => scopeTo(null));
question.addEventListener('input', growQuestion);
question.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit('ask');
});
result.addEventListener('click', onCitation);
document.addEventListener('keydown', onKey);
window.addEventListener('hashchange', () => apply(readState(), false));
new ResizeObserver(growQuestion).observe(byId('ask'));
narrow.addEventListener('change', () => apply(shown, false));

apply(readState(), false);
if (!shown.q && !shown.doc) question.focus();
