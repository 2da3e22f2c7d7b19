import wrtc from '@roamhq/wrtc';

/** WebRTC for peers without a browser: the same library that Chromium has inside, in Node. */
export const NodePeerConnection = wrtc.RTCPeerConnection as unknown as typeof RTCPeerConnection;
