import type { DirectoryList } from "./list.ts";
import { guardiansList, pupilsList, teamList } from "./people.ts";
import { classroomsList, groupsList } from "./places.ts";

/** The directory's lists, in the order of their tabs. */
export const lists: readonly DirectoryList[] = [pupilsList, guardiansList, teamList, classroomsList, groupsList];
