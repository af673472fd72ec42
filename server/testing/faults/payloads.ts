/** What has run as script in somebody's page before; each calls alert(). */
const vectors = [
  "<script>alert(1)</script>",
  "<script src=data:,alert(1)></script>",
  "<img src=x onerror=alert(1)>",
  "<img src=x:x onerror='alert(1)'//",
  "<image src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<svg/onload=alert(1)//",
  "<svg><script>alert(1)</script></svg>",
  "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
  "<svg><a xlink:href=javascript:alert(1)><text y=9>x",
  "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
  "<math href=javascript:alert(1)>x</math>",
  "<body onload=alert(1)>",
  "<details open ontoggle=alert(1)>x</details>",
  "<input autofocus onfocus=alert(1)>",
  "<select autofocus onfocus=alert(1)></select>",
  "<video src=x onerror=alert(1)></video>",
  "<video><source onerror=alert(1)></video>",
  "<audio src=x onerror=alert(1)></audio>",
  "<iframe srcdoc='<img src=x onerror=parent.alert(1)>'></iframe>",
  "<iframe src=javascript:parent.alert(1)></iframe>",
  "<object data=javascript:alert(1)></object>",
  "<embed src=javascript:alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<a href='java\tscript:alert(1)'>x</a>",
  "<a href=&#106;avascript&colon;alert(1)>x</a>",
  "<form action=javascript:alert(1)><button>x</button></form>",
  "<button formaction=javascript:alert(1)>x</button>",
  "<marquee onstart=alert(1)>x</marquee>",
  "<style>@import 'javascript:alert(1)'</style>",
  "<div style=animation-name:x onanimationstart=alert(1)>x</div>",
  "<meta http-equiv=refresh content='9;url=javascript:alert(1)'>",
  "<base href=javascript:alert(1)//>",
  "<link rel=stylesheet href=data:text/css,*{color:red} onload=alert(1)>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<template><img src=x onerror=alert(1)></template>",
  "<div hx-get=/accueil hx-trigger=load hx-on::load=alert(1)>x</div>",
  "<div data-hx-on:click=alert(1) data-hx-get=/mon-compte>x</div>",
  "<%= alert(1) %>",
  "<%~ include('/layouts/main') %>",
  "{{constructor.constructor('alert(1)')()}}",
  `\${alert(1)}`,
];

/** What stood before it, in an attribute, a comment, another element. */
const openings = [
  "",
  '">',
  "'>",
  "</title></textarea></style></script>",
  '" autofocus onfocus=alert(1) x="',
  "--><!-- -->",
];

/** More than two hundred, each no longer than a title may be. */
export const payloads: readonly string[] = openings.flatMap((opening) =>
  vectors.map((vector) => `${opening}${vector}`.slice(0, 120)),
);

/** What must be nowhere in a page that shows them. Runs in the browser; `allowsStyle` for the editor, which sets its own. */
export const findInjected = `(root, allowsStyle) => {
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    const tag = element.localName;
    if (["iframe", "object", "embed", "base", "math", "marquee", "animate"].includes(tag)) found.push("<" + tag + ">");
    if (tag === "script" && !/^\\/(static|app)\\//.test(element.getAttribute("src") ?? "")) found.push("<script> " + element.textContent);
    if (tag === "meta" && element.hasAttribute("http-equiv")) found.push("<meta http-equiv>");
    for (const { name, value } of element.attributes) {
      if (/^on|^(data-)?hx-on/.test(name)) found.push(tag + " " + name + "=" + value);
      if (name === "style" && !allowsStyle) found.push(tag + " style=" + value);
      if (/^(href|src|action|formaction|data|xlink:href|srcdoc)$/.test(name) && /^[\\s\\x00-\\x20]*(javascript|data|vbscript)\\s*:/i.test(value)) found.push(tag + " " + name + "=" + value);
    }
  }
  return found;
}`;
