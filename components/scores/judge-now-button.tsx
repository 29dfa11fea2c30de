"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Gavel } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button } from "@/components/ui/button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { requestJudgement, scoreOverviewQuery } from "./queries.ts";

const POLL_MS = 1_500;

/** Has everything judged now, and shows the scorecards anew as soon as that is done. */
export function JudgeNowButton({ judgedAt }: { judgedAt: string | null }) {
  const router = useRouter();
  const {
    mutate,
    data: askedAt,
    isPending,
    error,
  } = useMutation({
    mutationFn: async () => {
      const before = judgedAt;
      await requestJudgement();
      return { before };
    },
  });
  const isWaiting = askedAt !== undefined && askedAt.before === judgedAt;
  const { data } = useQuery({ ...scoreOverviewQuery(), enabled: isWaiting, refetchInterval: POLL_MS });
  const isDone = isWaiting && data !== undefined && data.judgedAt !== judgedAt;
  useEffect(() => {
    if (isDone) router.refresh();
  }, [isDone, router]);
  return (
    <>
      {error ? <ProblemCallout error={error} /> : null}
      <Button onClick={() => mutate()} pending={isPending || isWaiting}>
        <Gavel aria-hidden />
        {isWaiting ? "Judging" : "Judge now"}
      </Button>
    </>
  );
}
