import { config } from "zod/v4/core";

// Runs before any schema is made. Zod would try to compile code, which the content security policy refuses and reports.
config({ jitless: true });
