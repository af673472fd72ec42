import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: [
    "./server/core/events.ts",
    "./server/core/jobs.ts",
    "./server/people/**/tables.ts",
    "./server/parents/tables.ts",
    "./server/features/*/tables.ts",
  ],
  out: "./migrations",
  casing: "snake_case",
});
