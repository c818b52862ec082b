import { escapeXml } from "../../escape.js";
import type { Run, Text } from "../../model/document.js";
import { typeset, unbroken } from "../../words/typeset.js";

/** Text as HTML: own words are typeset, names stay as they are, and everything is escaped. */
export function textHtml(text: Text): string {
  return typeof text === "string" ? ownWords(text) : text.map(runHtml).join("");
}

function runHtml(run: string | Run): string {
  if (typeof run === "string") return ownWords(run);
  switch (run.is) {
    case "name":
      return escapeXml(run.text);
    case "pre":
    case "post":
      return `<span class="${run.is}">${escapeXml(run.text)}</span>`;
    case "strong":
      return `<strong>${ownWords(run.text)}</strong>`;
    case "quiet":
      return `<span class="quiet">${ownWords(run.text)}</span>`;
  }
}

function ownWords(text: string): string {
  return escapeXml(unbroken(typeset(text)));
}
