import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";

/** Somebody else saved meanwhile: nothing was overwritten, and the person chooses. */
export function StaleCallout({
  message,
  onResolve,
}: {
  message: string;
  onResolve: (keepMine: boolean) => void;
}) {
  return (
    <Callout
      tone="warn"
      alert
      title="Someone saved this version while you were editing"
      actions={
        <>
          <Button size="sm" onClick={() => onResolve(false)}>
            Take theirs
          </Button>
          <Button size="sm" onClick={() => onResolve(true)}>
            Keep mine and compare
          </Button>
        </>
      }
    >
      {message} Nothing was overwritten; your edits are still here.
    </Callout>
  );
}
