/** Drawings that stand for photos in the demo school: nobody's child is shown. */

const scene = (sky: string, inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 800" width="1200" height="800">
<defs><linearGradient id="ciel" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky}"/><stop offset="1" stop-color="#fdf6e6"/></linearGradient></defs>
<rect width="1200" height="800" fill="url(#ciel)"/>${inner}</svg>`;

const sun = `<circle cx="1010" cy="150" r="70" fill="#f6c453"/><circle cx="1010" cy="150" r="105" fill="#f6c453" opacity=".25"/>`;
const cloud = (x: number, y: number, k: number): string =>
  `<g transform="translate(${x} ${y}) scale(${k})" fill="#fff" opacity=".92"><ellipse cx="0" cy="0" rx="90" ry="38"/><ellipse cx="-48" cy="12" rx="60" ry="30"/><ellipse cx="52" cy="14" rx="66" ry="28"/><ellipse cx="8" cy="-26" rx="52" ry="36"/></g>`;
const wheel = (x: number): string =>
  `<circle cx="${x}" cy="640" r="46" fill="#2b3640"/><circle cx="${x}" cy="640" r="20" fill="#dfe3da"/>`;
const face = (x: number, y: number, skin: string, hair: string): string =>
  `<circle cx="${x}" cy="${y}" r="36" fill="${skin}"/><path d="M${x - 37} ${y - 4} a37 37 0 0 1 74 0 q-37 -26 -74 0z" fill="${hair}"/><circle cx="${x - 12}" cy="${y + 4}" r="4" fill="#20303c"/><circle cx="${x + 12}" cy="${y + 4}" r="4" fill="#20303c"/><path d="M${x - 12} ${y + 16} q12 12 24 0" fill="none" stroke="#20303c" stroke-width="4" stroke-linecap="round"/>`;

const museum = scene(
  "#a9d3ef",
  `${sun}${cloud(250, 150, 1.1)}${cloud(640, 95, 0.8)}
<path d="M0 560 Q300 500 620 545 T1200 520 V800 H0z" fill="#8fbf8a"/>
<g transform="translate(120 0)"><path d="M60 520 L250 250 L520 330 L640 210 L860 470 L860 540 L60 540z" fill="#7d94a8"/><path d="M250 250 L520 330 L430 540 L60 540 L60 520z" fill="#9db3c4"/><path d="M640 210 L860 470 L860 540 L560 540z" fill="#637d93"/>
<path d="M300 420 h70 v120 h-70z M400 420 h70 v120 h-70z" fill="#d9ecf7"/><path d="M640 400 h120 v140 h-120z" fill="#d9ecf7"/></g>
<rect y="640" width="1200" height="160" fill="#5d6b75"/><path d="M0 720 H1200" stroke="#f7f5ee" stroke-width="8" stroke-dasharray="70 50"/>
<rect x="250" y="440" width="620" height="200" rx="34" fill="#f2b134"/><rect x="250" y="560" width="620" height="26" fill="#b46a00"/>
${[300, 410, 520, 630].map((x) => `<rect x="${x}" y="470" width="90" height="76" rx="12" fill="#d9ecf7"/>`).join("")}<rect x="752" y="470" width="92" height="130" rx="12" fill="#d9ecf7"/>
${face(345, 512, "#f0c9a4", "#6b4226")}${face(455, 512, "#8d5a3c", "#1f1a17")}${face(565, 512, "#f4d7bd", "#d99a3d")}${face(675, 512, "#c68a5f", "#3a2618")}
${wheel(370)}${wheel(760)}`,
);

const shell = (x: number, y: number, k: number, color: string): string =>
  `<g transform="translate(${x} ${y}) scale(${k})"><path d="M-150 60 q-10 40 60 42 h190 q60 0 70 -60 l-20 -50 q-10 50 -60 52z" fill="#e3c590"/><path d="M150 -6 l24 -70 M172 4 l46 -58" stroke="#e3c590" stroke-width="14" stroke-linecap="round"/><circle cx="176" cy="-82" r="11" fill="#20303c"/><circle cx="222" cy="-60" r="11" fill="#20303c"/>
<circle cx="0" cy="0" r="98" fill="${color}"/><path d="M0 0 m-4 0 a18 18 0 1 1 34 10 a46 46 0 1 1 -84 -24 a74 74 0 1 1 128 58" fill="none" stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".75"/></g>`;

const snails = scene(
  "#cfe8d6",
  `<path d="M0 520 Q260 470 600 520 T1200 500 V800 H0z" fill="#7fb069"/><path d="M0 640 Q360 590 760 650 T1200 640 V800 H0z" fill="#5f9450"/>
${[90, 240, 980, 1110].map((x, i) => `<path d="M${x} 640 q${i % 2 ? 40 : -40} -140 0 -250 q${i % 2 ? -60 : 60} 110 0 250" fill="#3f7a3a"/>`).join("")}
${shell(380, 560, 1.25, "#b46a00")}${shell(820, 600, 0.9, "#b03a2e")}
<g transform="translate(600 270)"><rect x="-230" y="-60" width="460" height="92" rx="14" fill="#f6d98b" stroke="#b46a00" stroke-width="6"/>${Array.from({ length: 23 }, (_, i) => `<path d="M${-220 + i * 20} -60 v${i % 5 === 0 ? 44 : 24}" stroke="#6b4a10" stroke-width="4"/>`).join("")}</g>`,
);

const pool = scene(
  "#d5ecf5",
  `<rect y="330" width="1200" height="470" fill="#3f9cc9"/>${[0, 1, 2].map((i) => `<path d="M0 ${430 + i * 120} ${Array.from({ length: 13 }, (_, n) => `q50 ${n % 2 ? 22 : -22} 100 0`).join(" ")}" fill="none" stroke="#bfe3f2" stroke-width="8" opacity=".8"/>`).join("")}
${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((i) => `<circle cx="${50 + i * 100}" cy="560" r="20" fill="${i % 2 ? "#b03a2e" : "#fff"}"/>`).join("")}
<rect y="290" width="1200" height="48" fill="#f7f5ee"/>
<circle cx="330" cy="470" r="86" fill="none" stroke="#f2b134" stroke-width="38"/>${face(330, 460, "#c68a5f", "#3a2618")}
<path d="M700 470 q90 -60 190 0" stroke="#f0c9a4" stroke-width="34" fill="none" stroke-linecap="round"/>${face(690, 460, "#f0c9a4", "#6b4226")}
<path d="M654 448 q36 -50 72 0z" fill="#1f5f99"/><path d="M294 448 q36 -50 72 0z" fill="#b03a2e"/>
<path d="M1020 290 v-190 M1100 290 v-190 M1020 150 h80 M1020 210 h80" stroke="#7b8a93" stroke-width="14" stroke-linecap="round"/>`,
);

const stage = scene(
  "#1f3a5f",
  `<rect y="600" width="1200" height="200" fill="#7a4a21"/><path d="M0 600 h1200" stroke="#4f2e12" stroke-width="10"/>
<path d="M0 0 H1200 V90 Q600 190 0 90z" fill="#8c2c22"/><path d="M0 0 H190 Q150 330 210 620 H0z M1200 0 H1010 Q1050 330 990 620 H1200z" fill="#b03a2e"/>
${[
  [300, 200],
  [470, 260],
  [620, 190],
  [780, 250],
  [910, 200],
  [380, 340],
  [840, 350],
]
  .map(
    ([x = 0, y = 0]) =>
      `<path transform="translate(${x} ${y})" d="M0 -26 L7 -8 L26 -8 L11 4 L17 24 L0 12 L-17 24 L-11 4 L-26 -8 L-7 -8z" fill="#f6c453"/>`,
  )
  .join("")}
<path d="M600 300 L730 620 H470z" fill="#2c6e49"/><path d="M600 250 L690 440 H510z" fill="#3b8a5d"/>
${[
  [560, 420, "#f6c453"],
  [640, 470, "#e5eff7"],
  [580, 540, "#b03a2e"],
  [670, 570, "#f6c453"],
  [530, 590, "#e5eff7"],
]
  .map(([x, y, c]) => `<circle cx="${x}" cy="${y}" r="15" fill="${c}"/>`)
  .join("")}
<path d="M330 640 l50 -130 l50 130z" fill="#f2b134"/>${face(380, 480, "#8d5a3c", "#1f1a17")}<path d="M770 640 l50 -130 l50 130z" fill="#e5eff7"/>${face(820, 480, "#f4d7bd", "#d99a3d")}`,
);

const garden = scene(
  "#bfe0f2",
  `${sun}${cloud(330, 140, 1)}<path d="M0 500 H1200 V800 H0z" fill="#8a5a35"/>
${[0, 1, 2].map((row) => `<path d="M0 ${560 + row * 85} H1200" stroke="#6d4324" stroke-width="26"/>${Array.from({ length: 9 }, (_, i) => `<g transform="translate(${80 + i * 130} ${556 + row * 85})"><path d="M0 0 v-46" stroke="#3f7a3a" stroke-width="9"/><path d="M0 -34 q-36 -8 -40 -44 q36 4 40 44 q4 -40 40 -44 q-4 36 -40 44" fill="#5f9450"/>${row === 1 && i % 2 ? `<circle cx="0" cy="-66" r="20" fill="#b03a2e"/>` : ""}</g>`).join("")}`).join("")}
<path d="M0 500 H1200" stroke="#6d8f52" stroke-width="22"/>
${[110, 230, 350, 470, 590, 710, 830, 950, 1070].map((x) => `<path d="M${x} 490 v-120 l30 -34 l30 34 v120z" fill="#f7f5ee" stroke="#dfe3da" stroke-width="4"/>`).join("")}`,
);

export const scenes = { museum, snails, pool, stage, garden } as const;
