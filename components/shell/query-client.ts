import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/components/ui/api.ts";

/** One per request on the server, one per visit in the browser. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && isPassing(error),
      },
    },
  });
}

/** Whether asking again may help: refusals and missing things stay what they are. */
function isPassing(error: Error): boolean {
  return !(error instanceof ProblemError) || error.problem.status >= 500;
}
