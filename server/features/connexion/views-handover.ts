import type { View } from "../../core/view.ts";

export const returnView = (name: string, error: string): View => ({
  view: "connexion/return",
  data: { name, error },
  title: "Revenir",
  layout: "bare",
});
