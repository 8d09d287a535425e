// SPDX-License-Identifier: Apache-2.0
// An answer, or a list of passages, as elements.

import { make } from './dom.js';
import { t } from './i18n.js';
import { compact } from './layout.js';
import { placeAddress } from './state.js';

const shownLines = 12; // of a passage, before it is opened

const literal = (place) => `[${place.document} p.${place.page}]`;

function lineRange(place) {
  if (!place.first_line) return '';
  return place.first_line === place.last_line
    ? t('line', { a: place.first_line })
    : t('lines', { a: place.first_line, b: place.last_line });
}

// A link to a place in a document. All of them together are what the arrow keys go through.
function cite(place, text, className) {
  return make('a', {
    class: `cite ${className}`,
    href: placeAddress(place.document, place.page, place.first_line, place.last_line),
    title: lineRange(place),
    'data-place': `${place.document}\n${place.page}\n${place.first_line ?? ''}`,
  }, text);
}

// The answer's text with each "[DOCUMENT p.N]" as a link. Where several citations are of one page,
// the n-th mention is the n-th citation.
function withCitations(text, citations) {
  const places = new Map();
  for (const citation of citations) {
    const key = literal(citation);
    places.set(key, [...(places.get(key) ?? []), citation]);
  }
  const seen = new Map();
  const parts = [];
  let rest = text;
  while (rest) {
    let at = -1;
    let key = '';
    for (const candidate of places.keys()) {
      const found = rest.indexOf(candidate);
      if (found >= 0 && (at < 0 || found < at)) [at, key] = [found, candidate];
    }
    if (at < 0) break;
    if (at > 0) parts.push(rest.slice(0, at));
    const nth = seen.get(key) ?? 0;
    const list = places.get(key);
    parts.push(cite(list[Math.min(nth, list.length - 1)], key, 'chip'));
    seen.set(key, nth + 1);
    rest = rest.slice(at + key.length);
  }
  if (rest) parts.push(rest);
  return parts;
}

const notice = (text) => (text ? make('p', { class: 'notice' }, text) : null);

function copyButton(answer) {
  if (!navigator.clipboard) return null; // not offered outside secure contexts
  const button = make('button', { type: 'button', class: 'link' }, t('copy'));
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(`${answer.question}\n\n${answer.answer}`);
    button.textContent = t('copied');
    setTimeout(() => { button.textContent = t('copy'); }, 2000);
  });
  return button;
}

function source(citation) {
  return make('li', {},
    make('blockquote', {}, citation.quote),
    make('p', { class: 'place' }, cite(citation, literal(citation), 'chip'), ' ',
      make('span', { class: 'muted' }, [lineRange(citation), citation.label].filter(Boolean).join(' · '))));
}

// A passage's text, below its context, with its marks: [start, end) in code points of the text.
function passageText(hit) {
  const context = Array.from(hit.context ? `${hit.context}\n` : '');
  const characters = [...context, ...Array.from(hit.text.trimEnd())];
  const { show, columns } = compact(characters);
  const shown = (from, to) => show.slice(from, to).join('');
  const node = make('pre', { class: columns ? 'columns' : null, tabindex: '0', role: 'group', 'aria-label': literal(hit) });
  if (context.length) node.append(make('span', { class: 'context' }, shown(0, context.length)));
  let at = context.length;
  for (const [start, end] of hit.marks ?? []) {
    const [from, to] = [context.length + start, context.length + end];
    if (from < at || to <= from) continue;
    node.append(shown(at, from), make('mark', {}, shown(from, to)));
    at = to;
  }
  node.append(shown(at));
  return node;
}

function ranks(hit) {
  return [hit.lexical_rank ? t('byWords', { n: hit.lexical_rank }) : '',
    hit.dense_rank ? t('byMeaning', { n: hit.dense_rank }) : ''].filter(Boolean).join(' · ');
}

function passage(hit) {
  const text = passageText(hit);
  const article = make('li', { class: 'passage' },
    make('p', { class: 'place' }, cite(hit, literal(hit), 'chip'), ' ',
      make('span', { class: 'muted' }, [lineRange(hit), ranks(hit)].filter(Boolean).join(' · '))),
    text);
  const lines = text.textContent.split('\n').length;
  if (lines > shownLines + 2) {
    text.classList.add('cut');
    const button = make('button', { type: 'button', class: 'link', 'aria-expanded': 'false' }, t('showAll', { n: lines }));
    button.addEventListener('click', () => {
      const cut = text.classList.toggle('cut');
      button.textContent = cut ? t('showAll', { n: lines }) : t('showLess');
      button.setAttribute('aria-expanded', String(!cut));
    });
    article.append(button);
  }
  return article;
}

function passages(title, hits) {
  if (!hits.length) return null;
  return make('section', { class: 'passages', 'aria-label': title },
    make('h2', {}, title), make('ol', {}, ...hits.map(passage)));
}

// The parts of the result for an answer of /api/ask.
export function renderAnswer(answer) {
  const answered = answer.status === 'answered';
  const paragraphs = answer.answer.split('\n').filter((line) => line.trim());
  const card = make('section', { class: answered ? 'card answered' : 'card declined', 'aria-labelledby': 'answer-title' },
    make('div', { class: 'card-head' },
      make('h1', { id: 'answer-title' }, answered ? t('answered') : t('declined')),
      answered ? copyButton(answer) : null),
    make('div', { class: 'answer-text' },
      ...paragraphs.map((line) => make('p', {}, ...withCitations(line, answer.citations)))),
    notice(answer.notice));
  if (answer.citations.length)
    card.append(make('h2', {}, t('sources')), make('ol', { class: 'sources' }, ...answer.citations.map(source)));
  return [card, passages(t('nearest'), answer.nearest)];
}

// The parts of the result for a list of hits of /api/search.
export function renderHits(hits) {
  const title = t('found', { n: hits.hits.length });
  if (!hits.hits.length)
    return [make('section', { class: 'card declined' }, make('p', {}, t('nothing')), notice(hits.notice))];
  return [notice(hits.notice), passages(title, hits.hits)];
}

// What a screen reader is told when the result is there.
export function spoken(result) {
  if (result.hits) return result.hits.length ? t('found', { n: result.hits.length }) : t('nothing');
  return `${result.status === 'answered' ? t('answered') : t('declined')}: ${result.answer}`;
}
