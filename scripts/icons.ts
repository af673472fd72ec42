/** Our name of an icon (`icon-<name>` in static/icons.svg) and the Lucide drawing it comes from. */
const same = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, name]));

/** Kinds of notices, named as in the cahier de liaison. */
const kinds = {
  information: "info",
  sortie: "bus",
  reunion: "users",
  absence: "calendar-x",
  sante: "heart-pulse",
  materiel: "pencil-ruler",
};

const renamed = {
  "alert-triangle": "triangle-alert",
  trash: "trash-2",
  undo: "undo-2",
  redo: "redo-2",
  key: "key-round",
  home: "house",
  message: "message-square",
  more: "ellipsis",
  help: "circle-help",
  "check-square": "square-check",
};

export const icons: Readonly<Record<string, string>> = {
  ...kinds,
  ...renamed,
  ...same(
    "check",
    "check-check",
    "circle-check",
    "circle-x",
    "x",
    "plus",
    "eye",
    "eye-off",
    "clock",
    "history",
    "info",
  ),
  ...same("pencil", "pen-line", "send", "printer", "copy", "archive", "repeat", "refresh-cw", "search", "settings"),
  ...same("qr-code", "lock", "lock-open", "shield", "log-out", "user", "users", "school", "graduation-cap", "baby"),
  ...same("presentation", "tablet", "id-card", "scan-line"),
  ...same("wifi", "wifi-off", "cloud-off", "cloud-upload", "upload", "download", "hard-drive", "monitor", "smartphone"),
  ...same("image", "camera", "file", "file-text", "folder", "book-open", "notebook-pen", "newspaper", "clipboard-list"),
  ...same("calendar", "calendar-x", "map-pin", "euro", "backpack", "bus", "heart-pulse", "utensils"),
  ...same("chevron-left", "chevron-right", "chevron-down", "menu", "bell", "inbox", "mail", "megaphone", "life-buoy"),
  ...same(
    "volume-2",
    "mic",
    "phone",
    "star",
    "sun",
    "bold",
    "italic",
    "link",
    "list",
    "list-ordered",
    "quote",
    "heading",
  ),
};
