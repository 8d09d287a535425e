// SPDX-License-Identifier: Apache-2.0
// Laid-out text on a narrow screen. A page's columns stand as far apart as on paper, so that a row's
// figures would lie out of sight, and its prose is broken where the paper ended. compact() says what
// to show for each character: nothing for spaces in columns that are blank in every row of a table,
// a space for a line end inside a paragraph, else itself. Words are never touched.

const gap = 2; // blank columns that stay between two columns of a table
const most = 24; // columns of indentation that stay before a centred line of prose
const full = 60; // columns of a line that went on because the paper ended

const listItem = /^\s*([•▪◦*–—-]|\(?[a-z0-9]{1,3}[.)]\s)/i;

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const isRow = (line) => /\S {3,}\S/.test(line);

// The lines of characters (an array of code points) as [first, end) indices.
function linesOf(characters) {
  const lines = [];
  let first = 0;
  characters.forEach((character, i) => {
    if (character !== '\n') return;
    lines.push([first, i]);
    first = i + 1;
  });
  lines.push([first, characters.length]);
  return lines;
}

// Calls each(index, column) for the characters of a line; Han and the like take two columns.
function eachColumn(characters, [first, end], each) {
  let column = 0;
  for (let i = first; i < end; i += 1) {
    each(i, column);
    column += wide.test(characters[i]) ? 2 : 1;
  }
}

// Which columns of the rows can go: a leading blank run, and what is over `gap` of each other one.
function idleColumns(characters, rows) {
  const used = new Set();
  let last = 0;
  for (const row of rows) {
    eachColumn(characters, row, (i, column) => {
      if (characters[i] === ' ') return;
      used.add(column);
      if (wide.test(characters[i])) used.add(column + 1);
      last = Math.max(last, column);
    });
  }
  const idle = new Set();
  let run = gap; // a leading run goes entirely
  for (let column = 0; column <= last; column += 1) {
    if (used.has(column)) run = 0;
    else if (run >= gap) idle.add(column);
    else run += 1;
  }
  return idle;
}

// Of blank lines that follow one another, one is enough.
function foldBlankLines(characters, lines, show) {
  let blank = 0;
  for (const [first, end] of lines) {
    blank = characters.slice(first, end).join('').trim() ? 0 : blank + 1;
    if (blank > 1) show.fill('', first - 1, end);
  }
}

// A line end after a full line, before one that begins no item and no paragraph, is a space; between
// characters that are written without spaces it is nothing.
function joinProse(characters, lines, show) {
  lines.forEach(([first, end], n) => {
    let width = 0;
    let inside = false; // past the indentation
    eachColumn(characters, [first, end], (i, column) => {
      width = column;
      if (characters[i] !== ' ') inside = true;
      else if (!inside && column >= most) show[i] = '';
    });
    if (n + 1 === lines.length || width < full) return;
    const next = characters.slice(...lines[n + 1]).join('');
    if (!next.trim() || /^\s/.test(next) || listItem.test(next)) return;
    show[end] = wide.test(characters[end - 1]) || wide.test(next[0]) ? '' : ' ';
  });
}

function narrowColumns(characters, lines, rows, show) {
  const idle = idleColumns(characters, rows);
  for (const line of lines) {
    const row = rows.includes(line);
    let inside = false; // past the indentation; prose inside keeps its spaces
    eachColumn(characters, line, (i, column) => {
      if (characters[i] !== ' ') inside = true;
      else if (idle.has(column) && (row || !inside)) show[i] = '';
    });
  }
}

// For text as an array of code points: {show: what to show for each, columns: whether it is a table,
// whose lines must not be wrapped}.
export function compact(characters) {
  const show = [...characters];
  const lines = linesOf(characters);
  const textOf = ([first, end]) => characters.slice(first, end).join('');
  const rows = lines.filter((line) => isRow(textOf(line)));
  const written = lines.filter((line) => textOf(line).trim());
  const columns = rows.length > 0 && rows.length * 3 >= written.length; // a footer's two ends are no table
  if (rows.length) narrowColumns(characters, lines, rows, show);
  if (!columns) joinProse(characters, lines, show);
  foldBlankLines(characters, lines, show);
  return { show, columns };
}
