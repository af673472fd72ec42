import type { View } from "../../core/view.ts";

export interface ProjectionPage {
  readonly isOn: boolean;
  readonly isClassPc: boolean;
  readonly suite: string;
  readonly error: string;
}
export const projectionView = (data: ProjectionPage): View => ({
  view: "connexion/projection",
  data,
  title: "Mode tableau",
});
