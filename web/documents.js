// SPDX-License-Identifier: Apache-2.0
// The drawer that lists the library's documents.

import * as api from './api.js';
import { byId, make } from './dom.js';
import { t } from './i18n.js';
import { placeAddress } from './state.js';

const most = 300; // rows at once; more are of no use to a reader

export class Documents {
  // on: {scope(document)}
  constructor(on) {
    this.on = on;
    this.dialog = byId('documents');
    this.filter = byId('documents-filter');
    this.list = byId('documents-list');
    this.all = null;
    byId('documents-open').addEventListener('click', () => this.open());
    byId('documents-close').addEventListener('click', () => this.close());
    this.filter.addEventListener('input', () => this.draw());
    // A press on the backdrop, which belongs to the dialog itself, closes it.
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.close();
    });
    this.list.addEventListener('click', (event) => {
      if (event.target.closest('a')) this.close();
    });
  }

  close() { this.dialog.close(); }

  async open() {
    this.dialog.showModal();
    this.filter.value = '';
    this.filter.focus();
    byId('documents-count').textContent = t('loading');
    this.list.replaceChildren();
    try {
      this.all = (await api.documents()).documents;
      this.draw();
    } catch (error) {
      byId('documents-count').textContent = error.message;
    }
  }

  draw() {
    if (!this.all) return;
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = this.all.filter((entry) => {
      const text = `${entry.document} ${entry.title}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    byId('documents-count').textContent = t('documentCount', { n: matching.length, all: this.all.length });
    this.list.replaceChildren(...matching.slice(0, most).map((entry) => this.row(entry)));
    if (matching.length > most)
      this.list.append(make('li', { class: 'muted' }, t('documentMore', { n: matching.length - most })));
  }

  row(entry) {
    const facts = [entry.format.toUpperCase(), entry.pages === 1 ? t('onePage') : t('pages', { n: entry.pages })];
    if (entry.twin_of) facts.push(t('twin', { document: entry.twin_of }));
    else if (entry.vectors && entry.vectors < entry.passages)
      facts.push(t('unembedded', { n: entry.passages - entry.vectors }));
    return make('li', {},
      make('a', { href: placeAddress(entry.document, 1) },
        make('span', { class: 'name' }, entry.document),
        make('span', { class: 'muted' }, facts.join(' · '))),
      make('button', {
        type: 'button', class: 'quiet', title: t('askHere'),
        'aria-label': `${t('askThis')}: ${entry.document}`,
        onclick: () => {
          this.close();
          this.on.scope(entry.document);
        },
      }, t('askThis')));
  }
}
