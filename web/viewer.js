// SPDX-License-Identifier: Apache-2.0
// The panel that shows a page of a document: its image with the cited lines boxed, or its laid-out
// text with the cited lines marked. It draws what show() is given and reports what the reader wants
// through the callbacks; the page's state is app.js's.

import * as api from './api.js';
import { byId, make } from './dom.js';
import { t } from './i18n.js';

const zooms = [0.75, 1, 1.25, 1.5, 2, 3];
const resolutions = [72, 110, 150, 200, 300]; // few, so that the server's cache is of use
const padding = 2; // points around a cited line

// Boxes of lines that follow one another closely become one, so that a passage is one block.
function joined(boxes) {
  const blocks = [];
  for (const [x0, y0, x1, y1] of boxes) {
    const last = blocks.at(-1);
    if (last && y0 >= last[1] && y0 - last[3] < y1 - y0)
      blocks[blocks.length - 1] = [Math.min(last[0], x0), last[1], Math.max(last[2], x1), Math.max(last[3], y1)];
    else blocks.push([x0, y0, x1, y1]);
  }
  return blocks;
}

export class Viewer {
  // on: {close(), page(n), askHere(document)}
  constructor(on) {
    this.on = on;
    this.root = byId('viewer');
    this.body = byId('viewer-body');
    this.zoom = 1;
    this.asText = false;
    this.shown = null; // {document, page, lines}
    this.data = null; // the page as the server gave it
    byId('viewer-close').addEventListener('click', () => on.close());
    byId('page-before').addEventListener('click', () => this.turn(-1));
    byId('page-after').addEventListener('click', () => this.turn(1));
    byId('ask-here').addEventListener('click', () => on.askHere(this.shown.document));
    byId('page-input').addEventListener('change', (event) => this.goTo(event.target.value));
    byId('zoom-in').addEventListener('click', () => this.setZoom(1));
    byId('zoom-out').addEventListener('click', () => this.setZoom(-1));
    byId('view-switch').addEventListener('click', () => {
      this.asText = !this.asText;
      this.draw();
    });
  }

  get open() { return !this.root.hidden; }

  focus() { byId('viewer-title').focus(); }

  hide() {
    this.abort?.abort();
    this.root.hidden = true;
    this.shown = null;
    this.data = null;
    this.body.replaceChildren();
  }

  turn(step) { this.goTo(this.shown.page + step); }

  goTo(number) {
    const page = Number(number);
    const last = this.data?.pages;
    if (Number.isInteger(page) && page >= 1 && last && page <= last && page !== this.shown.page) this.on.page(page);
    else byId('page-input').value = this.shown.page;
  }

  setZoom(step) {
    const at = Math.min(Math.max(zooms.indexOf(this.zoom) + step, 0), zooms.length - 1);
    this.zoom = zooms[at];
    this.draw();
  }

  // Shows lines ([first, last] or null) of a page. Resolves when it is drawn.
  async show(document, page, lines) {
    const same = this.data && this.shown?.document === document && this.shown.page === page;
    const sameDocument = this.shown?.document === document;
    this.shown = { document, page, lines };
    this.root.hidden = false;
    byId('viewer-title').textContent = document;
    byId('viewer-title').title = document;
    byId('page-input').value = page;
    if (same) return this.draw();
    byId('page-label').textContent = '';
    if (!sameDocument) byId('page-count').textContent = '';
    this.abort?.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.data = null;
    this.body.replaceChildren(make('p', { class: 'loading' }, t('loading')));
    this.body.setAttribute('aria-busy', 'true');
    try {
      const data = await api.page(document, page, signal);
      if (signal.aborted) return undefined;
      this.data = data;
      return this.draw();
    } catch (error) {
      if (!signal.aborted) this.fail(error);
      return undefined;
    }
  }

  fail(error) {
    const { document, page, lines } = this.shown;
    this.body.setAttribute('aria-busy', 'false');
    this.body.replaceChildren(make('div', { class: 'card failed', role: 'alert' },
      make('p', {}, error.message),
      make('button', { type: 'button', class: 'quiet', onclick: () => this.show(document, page, lines) }, t('retry'))));
  }

  cited(line) {
    const { lines } = this.shown;
    return lines ? line.line >= lines[0] && line.line <= lines[1] : line.marked;
  }

  draw() {
    if (!this.data) return;
    const { data } = this;
    const pictured = data.width > 0 && data.height > 0;
    const asText = this.asText || !pictured;
    byId('page-count').textContent = t('pageCount', { n: data.pages });
    byId('page-label').textContent = data.label ?? '';
    byId('page-label').title = data.label ?? '';
    byId('page-before').disabled = data.page <= 1;
    byId('page-after').disabled = data.page >= data.pages;
    byId('view-switch').hidden = !pictured;
    byId('view-switch').textContent = asText ? t('viewImage') : t('viewText');
    byId('zoom-in').disabled = this.zoom === zooms.at(-1);
    byId('zoom-out').disabled = this.zoom === zooms[0];
    this.body.setAttribute('aria-busy', 'false');
    this.body.replaceChildren(asText ? this.textSheet() : this.imageSheet());
    this.body.scrollTo(0, 0);
    this.revealFirst();
  }

  // The page's picture, with a box over each cited line; places are shares of the sheet, so that
  // they hold at every size.
  imageSheet() {
    const { data } = this;
    const share = (value, whole) => `${(value / whole) * 100}%`;
    const sheet = make('div', { class: 'sheet' });
    sheet.style.width = `${this.zoom * 100}%`;
    sheet.style.aspectRatio = `${data.width} / ${data.height}`;
    const width = (this.body.clientWidth - 32) * this.zoom * window.devicePixelRatio;
    const wanted = width / (data.width / 72);
    const dpi = resolutions.find((resolution) => resolution >= wanted) ?? resolutions.at(-1);
    const image = make('img', {
      src: api.pageImage(data.document, data.page, dpi),
      alt: t('imageOf', { page: data.page, document: data.document }),
      onerror: () => this.fail(new Error(t('failed'))),
      onload: () => sheet.classList.add('ready'),
    });
    sheet.append(image);
    const cited = data.lines.filter((line) => this.cited(line));
    for (const [x0, y0, x1, y1] of joined(cited.map((line) => line.box).filter(Boolean))) {
      const box = make('div', { class: 'box', 'aria-hidden': 'true' });
      box.style.left = share(x0 - padding, data.width);
      box.style.top = share(y0 - padding, data.height);
      box.style.width = share(x1 - x0 + 2 * padding, data.width);
      box.style.height = share(y1 - y0 + 2 * padding, data.height);
      sheet.append(box);
    }
    if (cited.length) {
      const text = cited.map((line) => line.text.trim().replace(/\s+/g, ' ')).join(' / ');
      sheet.append(make('p', { class: 'unseen' }, t('citedLines', { text })));
    }
    return sheet;
  }

  textSheet() {
    const lines = this.data.lines.map((line) => make('li', {
      class: [this.cited(line) ? 'box' : '', / {3,}\S/.test(line.text) ? 'columns' : ''].join(' ').trim() || null,
    },
      make('span', { class: 'number', 'aria-hidden': 'true' }, String(line.line)),
      this.cited(line) ? make('mark', {}, line.text || ' ') : make('span', {}, line.text || ' ')));
    if (!lines.length) return make('p', { class: 'muted' }, t('emptyPage'));
    const list = make('ol', { class: 'text-sheet' }, ...lines);
    list.style.fontSize = `${this.zoom * 0.8}rem`;
    return list;
  }

  // Scrolls the panel alone, so that the first cited line stands in its upper third.
  revealFirst() {
    const first = this.body.querySelector('.box');
    if (!first) return;
    const at = first.getBoundingClientRect();
    const frame = this.body.getBoundingClientRect();
    this.body.scrollTo(0, this.body.scrollTop + at.top - frame.top - frame.height / 3);
  }
}
