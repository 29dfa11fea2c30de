import type { ReactNode } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Form } from "@/components/ui/form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";

interface SettingsFormProps {
  /** What no field can say. */
  problem: Error | null | undefined;
  isSaving: boolean;
  onSubmit: (form: HTMLFormElement) => void;
  /** Somebody else may have saved meanwhile. */
  onReload: () => void;
  children: ReactNode;
}

/** Settings that are saved as a whole. */
export function SettingsForm({ problem, isSaving, onSubmit, onReload, children }: SettingsFormProps) {
  return (
    <Card className="max-w-2xl">
      <Form className="flex flex-col gap-5 p-4" onSubmit={onSubmit}>
        {problem ? (
          <ProblemCallout error={problem} actions={<Button onClick={onReload}>Load again</Button>} />
        ) : null}
        {children}
        <div>
          <Button type="submit" variant="primary" pending={isSaving}>
            Save
          </Button>
        </div>
      </Form>
    </Card>
  );
}
