import { canonicalName, siteNamed } from "../../../model/sites.js";
import { diagnosed, type Fact, type FactRule } from "./rule.js";

export const exchanged: FactRule = {
  kind: "fact",
  name: "exchanged",
  about: "A tensor holds what another tensor of the baseline held: norms or blocks were exchanged.",
  why: "A conversion mixes names up, training does not. It is found after a little training, too, by the correlation with every tensor of the baseline.",
  needsBaseline: true,
  defaultLevel: "error",
  kinds: ["exchanged"],
  options: {},
  find: (subject) => {
    const { architecture } = subject.model.info;
    const nameOf = (id: Parameters<typeof canonicalName>[1] & { readonly norm: string }) =>
      canonicalName(siteNamed(architecture, id.norm), id);
    return diagnosed(subject, "exchanged").flatMap(({ tensors, source }) =>
      tensors.flatMap((id, i): Fact[] => {
        const other = source[i];
        if (other === undefined) return [];
        return [
          {
            severity: "error",
            measure: "holds what another tensor of the baseline held",
            tensor: nameOf(id),
            detail: nameOf(other),
          },
        ];
      }),
    );
  },
};
