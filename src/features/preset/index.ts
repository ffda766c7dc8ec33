export {
  HOLDER_TYPES,
  Preset,
  PresetBundle,
  PresetHolder,
  type PresetHolderProps,
  presetOf,
  type PresetProps,
} from './preset';
