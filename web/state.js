// SPDX-License-Identifier: Apache-2.0
// What the page shows, as the part of its address behind '#', so that a link can be shared and Back
// works. That part never leaves the browser.
//
//   #q=QUESTION&mode=search&in=DOCUMENT&doc=DOCUMENT&page=60&lines=24-25

const positive = (text) => (/^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : null);

export function readState(hash = location.hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const range = /^([1-9]\d{0,8})-([1-9]\d{0,8})$/.exec(fields.get('lines') ?? '');
  const doc = fields.get('doc') || null;
  return {
    q: (fields.get('q') ?? '').trim(),
    mode: fields.get('mode') === 'search' ? 'search' : 'ask',
    within: fields.get('in') || null,
    doc,
    page: doc ? positive(fields.get('page')) ?? 1 : null,
    lines: doc && range ? [Number(range[1]), Number(range[2])] : null,
  };
}

export function writeState(state) {
  const fields = new URLSearchParams();
  if (state.q) fields.set('q', state.q);
  if (state.q && state.mode === 'search') fields.set('mode', 'search');
  if (state.within) fields.set('in', state.within);
  if (state.doc) {
    fields.set('doc', state.doc);
    fields.set('page', state.page);
    if (state.lines) fields.set('lines', state.lines.join('-'));
  }
  return `#${fields}`;
}

// The address of a place in a document, with the question that is shown now.
export function placeAddress(document, page, first, last) {
  return writeState({ ...readState(), doc: document, page, lines: first ? [first, last] : null });
}
