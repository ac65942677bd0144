// What script adds to pages that are whole without it: keys, theme, one submit for one form.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")];
const chosenRow = () => document.querySelector("[data-row].is-here") ?? document.activeElement?.closest("[data-row]");

function chooseRow(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(chosenRow());
  const next = all[at === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.toggle("is-here", row === next));
  (next.querySelector("[data-open]") ?? next.querySelector("a"))?.focus();
}

function openReport() {
  const link = chosenRow()?.querySelector("a[data-report]") ?? document.querySelector("a[data-report]");
  if (link) link.click();
}

function setTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

const showKeys = () => document.getElementById("keys")?.showModal();
const keys = {
  "/": () => document.getElementById("search")?.focus(),
  j: () => chooseRow(1),
  k: () => chooseRow(-1),
  r: openReport,
  "?": showKeys,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

// The server takes a second submit as the same one; this only spares the wait. A page brought back by "Back" may send again.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

for (const [name, act] of [["theme", setTheme], ["keys", showKeys]]) {
  document.querySelectorAll(`[data-${name}-button]`).forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", act);
  });
}
document.querySelector("[data-focus]")?.focus();
