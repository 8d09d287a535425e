// SPDX-License-Identifier: Apache-2.0
// The server's API (docs/http.md), one function a route. Every failure is an ApiError whose message
// can be shown as it is.

import { t } from './i18n.js';

export class ApiError extends Error {}

const patience = 120_000; // ms

async function request(path, { signal, ...options } = {}) {
  const limit = AbortSignal.timeout(patience);
  let response;
  let body;
  try {
    response = await fetch(path, { ...options, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    body = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(limit.aborted ? t('tooLong') : t('offline'));
  }
  let data;
  try {
    data = JSON.parse(body);
  } catch {
    throw new ApiError(t('unreadable'));
  }
  if (!response.ok) throw new ApiError(typeof data.error === 'string' ? data.error : t('unreadable'));
  return data;
}

// The question travels in the body: addresses end up in logs, bodies do not.
export function ask(question, within, signal) {
  return request('/api/ask', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ question, document: within ?? undefined }),
    signal,
  });
}

export function search(query, within, signal) {
  const fields = new URLSearchParams({ q: query, k: '20' });
  if (within) fields.set('document', within);
  return request(`/api/search?${fields}`, { signal });
}

export const documents = () => request('/api/documents');
export const library = () => request('/api/library');

export function page(document, number, signal) {
  return request(`/api/page?${new URLSearchParams({ document, page: number })}`, { signal });
}

export function pageImage(document, number, dpi) {
  return `/api/page.png?${new URLSearchParams({ document, page: number, dpi })}`;
}
