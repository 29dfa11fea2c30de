import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Generating types needs no database.
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
