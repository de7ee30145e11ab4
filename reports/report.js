// Sorting, filtering and the choice between light and dark. Without it the page can still be read.
"use strict";

const rowsOf = (list) => [...(list.tBodies ? list.tBodies[0].rows : list.children)];

// ---- light and dark: nothing is stored, the system's choice is the beginning
const root = document.documentElement;
const theme = document.querySelector(".theme");
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);
const nameTheme = () => {
  theme.textContent = isDark() ? "Light colours" : "Dark colours";
};
theme.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
systemDark.addEventListener("change", nameTheme);
nameTheme();
theme.hidden = false;

// ---- sorting: a button in each header that tells what its column holds
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const keyOf = (cell, numbers) => {
  const text = cell.dataset.s ?? cell.textContent.trim();
  if (!numbers) return text;
  const number = parseFloat(text.replace("−", "-"));
  return Number.isNaN(number) ? null : number;
};

function sort(table, header, direction) {
  const column = header.cellIndex;
  const numbers = header.dataset.sort === "number";
  const body = table.tBodies[0];
  const keyed = rowsOf(table).map((row) => [keyOf(row.cells[column], numbers), row]);
  const sign = direction === "ascending" ? 1 : -1;
  keyed.sort(([a], [b]) => {
    // What has no number comes last, whichever way.
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (numbers ? a - b : collator.compare(a, b));
  });
  const fragment = document.createDocumentFragment();
  for (const [, row] of keyed) fragment.append(row);
  body.append(fragment);
  for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", direction);
}

for (const header of document.querySelectorAll("th[data-sort]")) {
  const table = header.closest("table");
  const button = document.createElement("button");
  button.type = "button";
  button.append(...header.childNodes);
  header.append(button);
  button.addEventListener("click", () => {
    const now = header.getAttribute("aria-sort");
    const first = header.dataset.sort === "number" ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    sort(table, header, now === first ? other : first);
  });
}

// ---- filtering: a form beside each list that can be narrowed
let hiding = false; // whether the style sheet begins with a rule that hides columns
const showOnly = (table, column) => {
  // One rule hides columns of any length; a class in each cell would be 30,000 changes.
  const sheet = document.styleSheets[0];
  if (hiding) sheet.deleteRule(0);
  hiding = Boolean(column);
  if (!hiding) return;
  const first = table.querySelector("th.lab").cellIndex + 1;
  const others = `:nth-child(n + ${first}):not(:nth-child(${column}))`;
  sheet.insertRule(`#${table.id} tr > ${others} { display: none !important }`);
};

for (const form of document.querySelectorAll("form.filters")) {
  const list = document.getElementById(form.dataset.list);
  const rows = rowsOf(list);
  const find = (form.dataset.find ?? "0").split(",").map(Number);
  const textOf = (row) =>
    (row.cells ? find.map((i) => row.cells[i].textContent).join(" ") : row.textContent).toLowerCase();
  let texts = null;
  const words = form.querySelector("input[type=search]");
  const chosen = form.querySelector("select");
  const flagged = form.querySelector("input[type=checkbox]");
  const count = form.querySelector("output");
  const narrow = () => {
    texts ??= new Map(rows.map((row) => [row, textOf(row)]));
    const wanted = words?.value.trim().toLowerCase() ?? "";
    const column = chosen?.dataset.columns !== undefined;
    if (column) showOnly(list, Number(chosen.value));
    let shown = 0;
    for (const row of rows) {
      const fits =
        texts.get(row).includes(wanted) &&
        (!chosen || column || !chosen.value || row.dataset.lab === chosen.value) &&
        (!flagged?.checked || row.dataset.flagged !== undefined);
      if (row.hidden === fits) row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
  };
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}

// ---- printing: what is folded away is printed, the charts' data tables aside
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open]):not(.data)")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});
