export { Preset, PresetBundle, PresetHolder, type PresetHolderProps, presetOf, type PresetProps } from './preset';
