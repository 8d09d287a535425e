// SPDX-License-Identifier: Apache-2.0
// Laid-out text on a narrow screen. A page's columns stand as far apart as on paper, so that a row's
// figures would lie out of sight. compact() says which spaces can go: those in columns that are blank
// in every row. What remains is in its order, and what stood above one another still does.

const gap = 2; // blank columns that stay between two columns of a table

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

// For text as an array of code points: {drop: the indices that need not be shown, columns: whether it
// has a table, whose lines must not be wrapped}.
export function compact(characters) {
  const drop = new Set();
  const lines = linesOf(characters);
  const textOf = ([first, end]) => characters.slice(first, end).join('');
  let blank = 0;
  for (const line of lines) { // of blank lines that follow one another, one is enough
    blank = textOf(line).trim() ? 0 : blank + 1;
    if (blank > 1) for (let i = line[0] - 1; i < line[1]; i += 1) drop.add(i);
  }
  const rows = lines.filter((line) => isRow(textOf(line)));
  if (!rows.length) return { drop, columns: false };
  const idle = idleColumns(characters, rows);
  for (const line of lines) {
    const row = isRow(textOf(line));
    let inside = false; // past the indentation; prose inside keeps its spaces
    eachColumn(characters, line, (i, column) => {
      if (characters[i] !== ' ') inside = true;
      else if (idle.has(column) && (row || !inside)) drop.add(i);
    });
  }
  // A footer's two ends do not make a table of prose.
  const written = lines.filter((line) => textOf(line).trim()).length;
  return { drop, columns: rows.length * 3 >= written };
}
