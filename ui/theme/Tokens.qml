pragma Singleton
import QtQuick

// The only place that names a colour, a size, a radius or a duration. A brand replaces this file.
// Sizes are physical: `u` is one pixel of the 1080 x 1920 design on a 21.5 inch panel (0.248 mm). A smaller panel
// is read from nearer, so `u` shrinks with the square root of its short side instead of staying 0.248 mm.
QtObject {
    id: tokens

    property real panelWidth: 1080
    property real panelHeight: 1920
    property real diagonalInch: 21.5
    property string theme: "light"
    property bool highContrast: false
    property bool largePrint: false
    property bool still: false

    // A window that has no size yet is drawn for nobody; it must only not divide by nothing.
    readonly property real mm: Math.max(1, Math.sqrt(panelWidth * panelWidth + panelHeight * panelHeight)) / (diagonalInch * 25.4)
    readonly property real shortSideMm: Math.max(1, Math.min(panelWidth, panelHeight)) / mm
    readonly property real u: mm * 0.248 * Math.sqrt(shortSideMm / 268)
    // Hardly higher than a hand is long: all of it can be reached from below.
    readonly property bool shallow: panelHeight / mm < 230
    readonly property real printScale: largePrint ? 1.2 : 1

    // Five sizes of type (pixels)
    readonly property int display: Math.round(64 * u * printScale)
    readonly property int title: Math.round(44 * u * printScale)
    readonly property int body: Math.round(31 * u * printScale)
    readonly property int label: Math.round(26 * u * printScale)
    readonly property int price: Math.round(44 * u * printScale)
    readonly property int amount: Math.round(112 * u)
    // What has to shrink stops here: 4 mm on the 21.5 inch panel (UI.md 1). Larger print shrinks no further either.
    readonly property int smallest: Math.round(17 * u)
    readonly property real raisedSign: 0.6
    readonly property int weightStrong: Font.Bold

    // Things to touch: 15 mm, 20 mm for main actions where the panel has the room (UI.md 1)
    readonly property int target: Math.round(Math.max(72 * u, Math.min(15 * mm, 88 * u)))
    readonly property int mainTarget: Math.round(Math.max(116 * u, Math.min(20 * mm, 122 * u)))
    readonly property int codeMin: Math.round(60 * mm)

    readonly property int edge: Math.round(Math.max(24, Math.min(48, panelShort / 22)) * u)
    readonly property real panelShort: Math.min(panelWidth, panelHeight) / u
    // Lying, up to ten inches: what is only nice to have gives way.
    readonly property bool lowPanel: panelShort < (panelWidth > panelHeight ? 800 : 700)
    readonly property int gap: Math.round(20 * u)
    readonly property int gapSmall: Math.round(10 * u)
    readonly property int gapLarge: Math.round(36 * u)
    readonly property int pad: Math.round(18 * u)

    readonly property int radius: Math.round(26 * u)
    readonly property int radiusSmall: Math.round(16 * u)
    readonly property int radiusLarge: Math.round(38 * u)
    readonly property int outline: highContrast ? Math.max(2, Math.round(3 * u)) : 0
    readonly property int outlineMarked: Math.round(outline * 2.7)
    readonly property int hairline: Math.max(1, Math.round(2 * u))
    readonly property int iconSize: Math.round(38 * u)

    // Motion: where things come from, 150 to 250 ms; none in reduced motion
    readonly property int quick: still ? 0 : 150
    readonly property int calm: still ? 0 : 220
    readonly property int flight: still ? 0 : 250
    readonly property int bannerTurn: 8000
    readonly property int asideTime: 8000
    readonly property int attractTurn: 7000
    readonly property int fade: still ? 0 : 900
    // A finger held this long on the sleeping screen asks for the voice.
    readonly property int holdTime: 3000
    // How often what always stands on the screen moves a little, and how far.
    readonly property int wanderTime: 120000
    readonly property int wanderStep: Math.round(3 * u)
    readonly property int breath: still ? 0 : 900
    readonly property int dropTime: still ? 0 : 1400
    readonly property real pressedScale: still ? 1 : 0.97

    readonly property bool dark: theme === "dark" && !highContrast

    readonly property color ground: highContrast ? "#FFFFFF" : dark ? "#171410" : "#FAF8F5"
    readonly property color card: highContrast ? "#FFFFFF" : dark ? "#26211B" : "#FFFFFF"
    readonly property color sunken: highContrast ? "#EDEDED" : dark ? "#332D26" : "#F2EDE7"
    readonly property color line: highContrast ? "#000000" : dark ? "#4A4239" : "#E6DED3"
    readonly property color ink: highContrast ? "#000000" : dark ? "#F7F2EB" : "#1F1B16"
    readonly property color inkSoft: highContrast ? "#1C1C1C" : dark ? "#BFB6AA" : "#6B645B"
    readonly property color inkOver: highContrast ? "#FFFFFF" : dark ? "#171410" : "#FFFFFF"
    readonly property color accent: highContrast ? "#8F1D00" : dark ? "#FF8A66" : "#CC3A17"
    readonly property color accentPressed: highContrast ? "#5E1300" : dark ? "#E87350" : "#A92D0F"
    readonly property color accentSoft: highContrast ? "#FFFFFF" : dark ? "#442318" : "#FCE9E2"
    readonly property color accentOver: dark ? "#2A0E04" : "#FFFFFF"
    readonly property color success: highContrast ? "#00461F" : dark ? "#7BD3A0" : "#1F7247"
    readonly property color successSoft: highContrast ? "#FFFFFF" : dark ? "#17352A" : "#E6F3EA"
    readonly property color warning: highContrast ? "#5A3A00" : dark ? "#F0BF62" : "#875500"
    readonly property color warningSoft: highContrast ? "#FFFFFF" : dark ? "#3C2F14" : "#FBF0DA"
    readonly property color info: highContrast ? "#003C7D" : dark ? "#8DBBF2" : "#1D5A9E"
    readonly property color infoSoft: highContrast ? "#FFFFFF" : dark ? "#1B2E45" : "#E5EFFA"
    readonly property color toneOver: dark ? "#171410" : "#FFFFFF"
    readonly property color pressedVeil: dark ? "#26FFFFFF" : "#141F1B16"
    readonly property color scrim: highContrast ? "#CC000000" : "#801F1B16"
    readonly property color attractShade: "#B8161F1B"
    readonly property color paper: "#FFFFFF"
    readonly property color paperInk: "#1F1B16"
    readonly property color skeleton: "#EDE7DF"
    readonly property color testGround: "#FFC400"
    readonly property color testInk: "#1F1B16"
    readonly property color bannerGround: "#2F5140"
    readonly property color memberGround: highContrast ? "#000000" : "#2F5140"
    readonly property color memberGroundFar: "#3F6B53"
    readonly property color memberInk: "#FFFFFF"
    readonly property color memberChip: "#33FFFFFF"
    readonly property color dealGround: highContrast ? "#5E1300" : "#8F2A10"
    readonly property color dealGroundFar: highContrast ? "#5E1300" : "#B8481F"
    readonly property color wechat: "#2AAE67"
    readonly property color alipay: "#1677FF"
    readonly property color unionpay: "#D7222B"
    readonly property color cash: "#8A6A2F"
    readonly property color bankCard: "#3D4C7A"
    readonly property color coinFace: highContrast ? "#FFFFFF" : dark ? "#C9B58A" : "#EFE3C6"
    readonly property color coinEdge: highContrast ? "#000000" : dark ? "#E4D3AB" : "#B99A5B"
    readonly property color billFace: highContrast ? "#FFFFFF" : dark ? "#A9C4AE" : "#DDEBDD"
    readonly property color billEdge: highContrast ? "#000000" : dark ? "#CBE0CE" : "#6F9A78"
    readonly property color faceInk: "#1F1B16"
    readonly property real fadedOpacity: 0.45

    readonly property url shadowCard: Qt.resolvedUrl("shadows/card.png")
    readonly property url shadowPill: Qt.resolvedUrl("shadows/pill.png")
    readonly property url shadowGlow: Qt.resolvedUrl("shadows/glow.png")
    // As drawn by draw_shadows.py: the room round the box, and the box's radius.
    readonly property int shadowSpread: 40
    readonly property int shadowCardRadius: 26
    readonly property int shadowPillRadius: 38
    readonly property int shadowGlowRadius: 39

    function toneColor(tone: string): color {
        return tone === "good" ? success : tone === "sorry" ? accent : tone === "doubt" ? warning : info;
    }

    function toneSoft(tone: string): color {
        return tone === "good" ? successSoft : tone === "sorry" ? accentSoft : tone === "doubt" ? warningSoft : infoSoft;
    }

    function badgeColor(kind: string): color {
        return kind === "deal" || kind === "hot" ? accent : kind === "few" ? warning : kind === "member" ? info : success;
    }

    function methodColor(method: string): color {
        return method === "wechat" ? wechat : method === "alipay" ? alipay : method === "unionpay" ? unionpay : method === "cash" ? cash : method === "card" ? bankCard : inkSoft;
    }

    // A picture's own tint, deepened where the ground is dark so that it does not glare.
    function tintOf(tint: color): color {
        return dark ? Qt.rgba(tint.r * 0.24, tint.g * 0.24, tint.b * 0.24, 1) : tint;
    }
}
