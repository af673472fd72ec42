import sanitizeHtml from "sanitize-html";

/** What a notice's text may hold: the editor's own marks and nothing that acts, names or styles (the wire's rule). */
const rule: sanitizeHtml.IOptions = {
  allowedTags: ["p", "div", "br", "strong", "b", "em", "i", "del", "h2", "ul", "ol", "li", "blockquote", "a"],
  allowedAttributes: { a: ["href"] },
  allowedSchemes: ["https", "http", "mailto", "tel"],
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "template", "svg", "math", "form", "select"],
  nestingLimit: 20,
  transformTags: {
    h1: "h2",
    a: (tagName, { href = "" }) => ({ tagName, attribs: /^(https?:|mailto:|tel:)/i.test(href) ? { href } : {} }),
  },
};

const isEmpty = (html: string): boolean => toPlainText(html) === "";
const isBalanced = (html: string): boolean => sanitizeHtml(html, rule) === html;
const trimmedBreaks = (html: string): string => html.replace(/^(\s|<br \/>)+|(\s|<br \/>)+$/g, "");

/** The editor writes one <div> with two line breaks between paragraphs; a part cut through a mark stays whole. */
const asParagraphs = (inner: string): string => {
  const parts = inner.split(/<br \/>\s*<br \/>/).map(trimmedBreaks);
  const whole = parts.every(isBalanced) ? parts : [trimmedBreaks(inner)];
  return whole
    .filter((part) => part !== "")
    .map((part) => `<p>${part}</p>`)
    .join("");
};

/**
 * The editor's HTML without anything that acts: no script, form, id, class, style, picture or hx-*. "" when it says
 * nothing. Opening a text in the editor and saving it unchanged gives the same text again: nobody signs twice for that.
 */
export const cleanHtml = (html: string): string => {
  const clean = sanitizeHtml(html, rule)
    .replace(/<(div|p)>(.*?)<\/\1>/gs, (_, _tag: string, inner: string) => asParagraphs(inner))
    .trim();
  const sure = sanitizeHtml(clean, rule);
  return isEmpty(sure) ? "" : sure;
};

/** As the editor knows it: its only heading is h1. */
export const forEditor = (html: string): string => html.replace(/<(\/?)h2>/g, "<$1h1>");

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What somebody typed in the text area: an empty line parts paragraphs. */
export const fromPlainText = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => `<p>${escaped(part).replace(/\n/g, "<br>")}</p>`)
    .join("");

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  nbsp: "\u00a0",
  "#39": "'",
};

/** The words of cleaned HTML: for the text area, the loudspeaker and searching. */
export const toPlainText = (html: string): string =>
  html
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/<li>/gi, "- ")
    .replace(/<\/(p|div|h2|h3|blockquote|ul|ol)>/gi, "\n\n")
    .replace(/<\/li>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
