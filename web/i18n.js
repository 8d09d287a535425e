// SPDX-License-Identifier: Apache-2.0
// Every word of the interface, in one table. What documents and the server say is shown as it is.

const strings = {
  en: {
    navigation: 'Library',
    question: 'Question',
    placeholder: 'Ask your documents: name the company, the item and the period',
    ask: 'Ask',
    passagesOnly: 'Find passages only',
    keyFocus: 'question',
    keyAsk: 'ask',
    keyClose: 'close page',
    scope: 'Only in {document}',
    scopeClear: 'Search all documents',
    documents: 'Documents',
    filter: 'Filter by name or title',
    documentCount: '{n} of {all} documents',
    documentMore: '{n} more: narrow the filter',
    pages: '{n} pages',
    onePage: '1 page',
    twin: 'same file as {document}',
    unembedded: '{n} passages without embedding',
    askThis: 'Ask here',
    askHere: 'Ask only in this document',
    close: 'Close',
    page: 'Page',
    pageCount: 'of {n}',
    pageBefore: 'Previous page',
    pageAfter: 'Next page',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    viewText: 'Text',
    viewImage: 'Page',
    imageOf: 'Page {page} of {document}',
    citedLines: 'Cited lines: {text}',
    emptyPage: 'This page has no text.',
    loading: 'Loading …',
    searching: 'Reading the documents …',
    answered: 'Answer',
    declined: 'No answer found',
    sources: 'Sources',
    nearest: 'Nearest passages',
    found: '{n} passages',
    nothing: 'No passage matches. Try other words, or fewer.',
    line: 'line {a}',
    lines: 'lines {a}–{b}',
    byWords: 'words #{n}',
    byMeaning: 'meaning #{n}',
    showAll: 'Show all {n} lines',
    showLess: 'Show less',
    copy: 'Copy answer',
    copied: 'Copied',
    failed: 'That did not work',
    retry: 'Try again',
    offline: 'The server cannot be reached. Is goshawk serve still running?',
    tooLong: 'The server took too long to answer.',
    unreadable: 'The server sent something that is no answer.',
    library: '{documents} documents, {pages} pages',
    emptyLibrary: 'This library is empty. Add documents first:',
    intro: 'Every answer quotes a document and its page. Open a citation to check it on the page itself.',
  },
  zh: {
    navigation: '文档库',
    question: '问题',
    placeholder: '向您的文档提问：请写明公司、项目和期间',
    ask: '提问',
    passagesOnly: '只查找段落',
    keyFocus: '问题',
    keyAsk: '提问',
    keyClose: '关闭页面',
    scope: '仅限 {document}',
    scopeClear: '搜索全部文档',
    documents: '文档',
    filter: '按名称或标题筛选',
    documentCount: '{all} 份文档中的 {n} 份',
    documentMore: '另有 {n} 份：请缩小筛选范围',
    pages: '{n} 页',
    onePage: '1 页',
    twin: '与 {document} 为同一文件',
    unembedded: '{n} 个段落尚无向量',
    askThis: '在此提问',
    askHere: '只在此文档中提问',
    close: '关闭',
    page: '第',
    pageCount: '页，共 {n} 页',
    pageBefore: '上一页',
    pageAfter: '下一页',
    zoomIn: '放大',
    zoomOut: '缩小',
    viewText: '文本',
    viewImage: '原页',
    imageOf: '{document} 第 {page} 页',
    citedLines: '引用的行：{text}',
    emptyPage: '此页没有文字。',
    loading: '载入中……',
    searching: '正在查阅文档……',
    answered: '答案',
    declined: '未找到答案',
    sources: '出处',
    nearest: '最相近的段落',
    found: '{n} 个段落',
    nothing: '没有匹配的段落。请换用其他词语，或减少词语。',
    line: '第 {a} 行',
    lines: '第 {a}–{b} 行',
    byWords: '词语第 {n}',
    byMeaning: '语义第 {n}',
    showAll: '显示全部 {n} 行',
    showLess: '收起',
    copy: '复制答案',
    copied: '已复制',
    failed: '操作未成功',
    retry: '重试',
    offline: '无法连接服务器。goshawk serve 是否仍在运行？',
    tooLong: '服务器响应超时。',
    unreadable: '服务器返回的内容无法识别。',
    library: '{documents} 份文档，{pages} 页',
    emptyLibrary: '文档库为空。请先添加文档：',
    intro: '每个答案都引用文档及其页码。点开引用，即可在原页上核对。',
  },
};

// The first language of the browser's list that there is a table for.
function pick() {
  for (const tag of navigator.languages ?? [navigator.language]) {
    const language = tag.toLowerCase().split('-')[0];
    if (language in strings) return language;
  }
  return 'en';
}

export const language = pick();
const numbers = new Intl.NumberFormat(language);

// A string with its {names} filled in; numbers are written as the language writes them.
export function t(key, values = {}) {
  return strings[language][key].replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return typeof value === 'number' ? numbers.format(value) : String(value ?? '');
  });
}

// Fills in the words of the static page.
export function translatePage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll('[data-placeholder]')) node.placeholder = t(node.dataset.placeholder);
  for (const node of document.querySelectorAll('[data-label]')) {
    node.setAttribute('aria-label', t(node.dataset.label));
    if (node.tagName === 'BUTTON') node.title = t(node.dataset.label);
  }
}
