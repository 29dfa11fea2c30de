import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";

interface EngineModule {
  SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/** ColumnTypeEnum of Prisma's driver adapters. */
const BOOLEAN = 5;
const TEXT = 7;
const INT32 = 0;

/** The engine asks its connection who it is, and nothing else, when it compares two schema texts. */
const CONNECTION = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => ({
    ok: true,
    value: {
      columnNames: ["exists", "version", "numeric_version"],
      columnTypes: [BOOLEAN, TEXT, INT32],
      rows: [[true, "PostgreSQL 18", 180_000]],
    },
  }),
  executeRaw: unused,
  executeScript: unused,
  startTransaction: unused,
  dispose: async () => ({ ok: true }),
};

/** The SQL that Prisma's own schema engine writes for a `schema.prisma` on an empty database. */
export async function schemaScript(schema: string): Promise<string> {
  const { SchemaEngine } = await loadEngine();
  const connect = async (): Promise<object> => ({ ok: true, value: CONNECTION });
  const factory = { provider: "postgres", adapterName: "none", connect, connectToShadowDb: connect };
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, factory);
  const { stdout } = await engine.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: schema }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? "";
}

/** The package's own entry imports its .wasm as a module, which Node does not do unasked. */
async function loadEngine(): Promise<EngineModule> {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const glue = pathToFileURL(join(folder, "schema_engine_bg.js")).href;
  const engine = (await import(/* @vite-ignore */ glue)) as EngineModule & WebAssembly.ModuleImports;
  const compiled = await WebAssembly.compile(await readFile(join(folder, "schema_engine_bg.wasm")));
  const { exports } = await WebAssembly.instantiate(compiled, { "./schema_engine_bg.js": engine });
  engine.__wbg_set_wasm(exports);
  (exports["__wbindgen_start"] as () => void)();
  return engine;
}

function unused(): never {
  throw new Error("comparing two schema texts needs no database");
}
