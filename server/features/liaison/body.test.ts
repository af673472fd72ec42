import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanHtml, forEditor, fromPlainText, toPlainText } from "./body.ts";

const payloads = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)><circle/></svg>",
  "<svg><script>alert(1)</script></svg>",
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java\nscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="//ailleurs.example">x</a>',
  '<a href="/deconnexion">x</a>',
  "<iframe src=//ailleurs.example></iframe>",
  "<form action=/liaison method=post><button>x</button></form>",
  '<div hx-get="/x" hx-trigger="load">x</div>',
  '<p data-hx-post="/x">x</p>',
  '<p id="toasts" class="flash" style="position:fixed">x</p>',
  "<style>body{display:none}</style>",
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<textarea></textarea><script>alert(1)</script>",
  "<template><script>alert(1)</script></template>",
  "<object data=x></object><embed src=x>",
  '<meta http-equiv=refresh content="0;url=//ailleurs.example">',
  "<base href=//ailleurs.example>",
  "<link rel=stylesheet href=//ailleurs.example>",
  "<<script>alert(1)//<</script>",
  "<p><b onmouseover=alert(1)>x",
  "<details open ontoggle=alert(1)>x</details>",
  "<video><source onerror=alert(1)></video>",
  "<input autofocus onfocus=alert(1)>",
  "<div><strong>a<br><br><img src=x onerror=alert(1)></strong></div>",
  "<div>a<br><br><scr<b>ipt>alert(1)</b></div>",
];

const permitted = /^<\/?(p|div|br|strong|b|em|i|del|h2|ul|ol|li|blockquote)( ?\/)?>$/;
const permittedLink = /^<(a|a href="(https?:|mailto:|tel:)[^"<>]*")>$|^<\/a>$/i;

/** Every tag that is left is one of the few that do nothing. */
const assertInert = (html: string): void => {
  for (const [tag] of html.matchAll(/<[^>]*>?/g))
    assert.ok(permitted.test(tag) || permittedLink.test(tag), `${tag} is left in ${html}`);
};

test("nothing that acts, names or styles is left of known attacks", () => {
  for (const payload of payloads) {
    assertInert(cleanHtml(payload));
    assertInert(cleanHtml(`<div>Bonjour ${payload} à tous</div>`));
    assertInert(fromPlainText(payload));
  }
});

test("nothing that acts is left of anything", () => {
  const bits = fc.constantFrom(
    "<",
    ">",
    "/",
    '"',
    "'",
    "=",
    " ",
    "a",
    "p",
    "div",
    "br",
    "svg",
    "script",
    "onload",
    "href",
    "javascript:",
    "<!--",
    "-->",
    "&lt;",
    "&#x3c;",
    "style",
    "hx-get",
    "</",
    "<br><br>",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, fc.string()), { maxLength: 30 }), (parts) => {
      const once = cleanHtml(parts.join(""));
      assertInert(once);
      assert.equal(cleanHtml(once), once);
    }),
    { numRuns: 2000 },
  );
});

test("what the editor writes becomes paragraphs, and stays the same when it is opened and saved again", () => {
  const stored = cleanHtml(
    "<div>Bonjour,<br><br>nous irons <strong>en car</strong>.<br>Merci !</div><h1>À prévoir</h1><ul><li>Un pull</li></ul>",
  );
  assert.equal(
    stored,
    "<p>Bonjour,</p><p>nous irons <strong>en car</strong>.<br />Merci !</p><h2>À prévoir</h2><ul><li>Un pull</li></ul>",
  );
  assert.equal(forEditor("<h2>Titre</h2>"), "<h1>Titre</h1>");
  const asTheEditorLoadsIt =
    "<div>Bonjour,<br><br>nous irons <strong>en car</strong>.<br>Merci !<br><br></div><h1>À prévoir</h1><ul><li>Un pull</li></ul>";
  assert.equal(cleanHtml(asTheEditorLoadsIt), stored);
});

test("plain text keeps its paragraphs and lines, in both directions", () => {
  const typed = "Bonjour,\n\nPrévoir :\n3 < 4 & un pull";
  assert.equal(fromPlainText(typed), "<p>Bonjour,</p><p>Prévoir :<br>3 &lt; 4 &amp; un pull</p>");
  assert.equal(toPlainText(fromPlainText(typed)), typed);
});

test("a text that says nothing is no text", () => {
  for (const empty of ["", "<div><br></div>", "<p> </p>", "<div><!--x--></div>"]) assert.equal(cleanHtml(empty), "");
});
