// Runs before any schema is made. Zod would try to compile code, which the content security policy refuses and reports.
// Its settings live on the global object; importing zod for them would load it on pages that make no schema.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
