// What script adds to the pages on which meetings and commitments are entered: more rows, and a quote by selection.
"use strict";

for (const list of document.querySelectorAll("[data-rows]")) {
  const button = list.querySelector("[data-add-row]");
  const total = list.querySelector(`[name="${list.dataset.rows}-TOTAL_FORMS"]`);
  const template = list.querySelector("template");
  if (!button || !total || !template) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const box = document.createElement("template");
    box.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    const row = box.content.querySelector("[data-form-row]");
    template.before(row);
    row.querySelector("input, select")?.focus();
  });
}

const useSelection = document.querySelector("[data-use-selection]");
const source = document.querySelector("[data-source]");
if (useSelection && source) {
  useSelection.hidden = false;
  useSelection.addEventListener("click", () => {
    const chosen = getSelection();
    const words = chosen.rangeCount && source.contains(chosen.getRangeAt(0).commonAncestorContainer) ? chosen.toString().trim() : "";
    const field = document.getElementById(useSelection.dataset.useSelection);
    if (words) field.value = words;
    field.focus();
  });
}

for (const button of document.querySelectorAll("[data-follows]")) {
  const followed = document.getElementById(button.dataset.follows);
  button.hidden = true;
  followed?.addEventListener("change", () => followed.form.requestSubmit(button));
}
