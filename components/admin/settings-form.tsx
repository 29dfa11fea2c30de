import type { ComponentProps } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import type { Tagged } from "@/components/ui/kept.ts";

/** Settings that are saved as a whole. */
export function SettingsForm<T extends Tagged, Body>(form: ComponentProps<typeof KeptForm<T, Body>>) {
  return (
    <Card className="max-w-2xl">
      <KeptForm {...form} className="flex flex-col gap-5 p-4">
        <div>
          <Button type="submit" variant="primary" pending={form.saving.isPending}>
            Save
          </Button>
        </div>
      </KeptForm>
    </Card>
  );
}
