package dev.isonomy.portraits.person;

import dev.isonomy.portraits.person.PortraitRandom.Purpose;

/** Draws the colours of a portrait; the ranges of the three skin tones are well apart. */
final class PortraitColours {
  private static final int[] BACKGROUNDS = {
    0x9CC9D6, 0xF2C6A5, 0xC9B8E4, 0xA9D8B8, 0xEBDDB5, 0x8FB0DC, 0xE9AEB4, 0xB7C4CC, 0x6FA8A6,
    0xF3D58A, 0x7D8FB8, 0xD9E3E8
  };
  private static final int[] CLOTHES = {
    0x2F4A73, 0xC9483F, 0x2F7F72, 0xE0A63A, 0x6B4C8C, 0x33373F, 0xE7E1D6, 0x4E8A4C, 0xD8718A,
    0x3D8FC0, 0x7A3B3F, 0x8C8F94
  };
  private static final int[] FRAMES = {0x1A181E, 0x4A2416, 0x6E1A26, 0x1B2A5C};
  // On dark skin only light frames stand out.
  private static final int[] LIGHT_FRAMES = {0xF0C45C, 0xF3EAD8, 0xE2685A, 0x7CC3D8};
  private static final int[] LIGHT_IRISES = {0x4C79B0, 0x4E8B63, 0x6E4A2B, 0x7F7042};
  private static final int[] DARK_IRISES = {0x4A2C1A, 0x5E3A20, 0x3A2418};
  private static final int[] LIPSTICKS = {0xC8434F, 0xD65F73, 0xB23A55, 0xCB5A4E};

  private PortraitColours() {}

  static Palette palette(PortraitCell cell, HairColour colour, PortraitRandom random) {
    Rgb skin = skin(cell.skin(), random);
    int[] frames = cell.skin() == SkinTone.DARK ? LIGHT_FRAMES : FRAMES;
    double clothesShade = random.between(Purpose.CLOTHES_SHADE, 0.8, 1.15);
    double backgroundShade = random.between(Purpose.BACKGROUND_SHADE, 0.85, 1.08);
    return new Palette(
        new Palette.Complexion(skin, lips(cell, skin, random), iris(cell.skin(), random)),
        hairTint(cell.skin(), colour, random),
        pick(CLOTHES, Purpose.CLOTHES, random).times(clothesShade),
        pick(frames, Purpose.FRAME_COLOUR, random),
        pick(BACKGROUNDS, Purpose.BACKGROUND, random).times(backgroundShade));
  }

  private static Palette.HairTint hairTint(
      SkinTone skin, HairColour colour, PortraitRandom random) {
    Rgb hair = hair(colour, skin, random);
    Rgb brow = colour == HairColour.GREY ? hair.times(0.55) : hair.mix(Rgb.srgb(0x1C110C), 0.62);
    return new Palette.HairTint(hair, brow);
  }

  private static Rgb skin(SkinTone tone, PortraitRandom random) {
    double depth = random.uniform(Purpose.SKIN_DEPTH);
    Rgb base =
        switch (tone) {
          case LIGHT -> Rgb.srgb(0xFBDCC6).mix(Rgb.srgb(0xEDBE9E), depth);
          case MEDIUM -> Rgb.srgb(0xCB9568).mix(Rgb.srgb(0xB07A50), depth);
          case DARK -> Rgb.srgb(0x86553A).mix(Rgb.srgb(0x633E2B), depth);
        };
    double warmth = random.between(Purpose.SKIN_UNDERTONE, -1, 1);
    return new Rgb(
        base.r() * (1 + 0.03 * warmth),
        base.g() * (1 - 0.03 * warmth),
        base.b() * (1 - 0.06 * warmth));
  }

  private static Rgb hair(HairColour colour, SkinTone skin, PortraitRandom random) {
    double shade = random.uniform(Purpose.HAIR_SHADE);
    return switch (colour) {
      case BLACK -> Rgb.srgb(0x1E1A20).mix(Rgb.srgb(0x2E2626), shade);
      // On dark skin a deeper brown, or the hair would melt into the face.
      case BROWN ->
          skin == SkinTone.DARK
              ? Rgb.srgb(0x47291A).mix(Rgb.srgb(0x57331F), shade)
              : Rgb.srgb(0x5A3622).mix(Rgb.srgb(0x7E4F30), shade);
      case BLOND -> Rgb.srgb(0xE8C173).mix(Rgb.srgb(0xD2A050), shade);
      case RED -> Rgb.srgb(0xB9491F).mix(Rgb.srgb(0xD0662E), shade);
      case GREY -> Rgb.srgb(0xB4B5BA).mix(Rgb.srgb(0xE6E6E8), shade);
    };
  }

  private static Rgb lips(PortraitCell cell, Rgb skin, PortraitRandom random) {
    Rgb natural = new Rgb(skin.r() * 0.78, skin.g() * 0.52, skin.b() * 0.52);
    if (cell.gender() == Gender.MASCULINE) {
      return natural;
    }
    Rgb lipstick = pick(LIPSTICKS, Purpose.LIP_COLOUR, random);
    double dim = cell.skin() == SkinTone.DARK ? 0.72 : 1;
    return natural.mix(lipstick.times(dim), 0.85);
  }

  private static Rgb iris(SkinTone tone, PortraitRandom random) {
    int[] choices = tone == SkinTone.LIGHT ? LIGHT_IRISES : DARK_IRISES;
    return pick(choices, Purpose.EYE_COLOUR, random);
  }

  private static Rgb pick(int[] colours, Purpose purpose, PortraitRandom random) {
    return Rgb.srgb(colours[(int) (random.uniform(purpose) * colours.length)]);
  }
}
