import { object, required, text } from '../../core/options';
import { CustomKind } from '../../kubernetes/resources';

/** The types of the options of a {@link CustomKind}. */
export const CUSTOM_KIND = object<CustomKind>({
  group: required(text),
  kind: required(text),
  resource: required(text),
  unchecked: text,
});
