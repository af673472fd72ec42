export { plural, readable } from "../../people/import/look/words.ts";
