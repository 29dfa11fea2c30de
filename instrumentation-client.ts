import { navigationStarts } from "@/components/shell/navigation-start.ts";

// Runs before any schema is made. Zod would try to compile code, which the content security policy refuses and reports.
// Its settings live on the global object; importing zod for them would load it on pages that make no schema.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

/** Next.js calls this whenever the way to another page begins. */
export const onRouterTransitionStart = navigationStarts;
