/**
 * The stage that turns images into 3D assets. Start at {@link dev.isonomy.stage.lift.LiftStage}.
 */
package dev.isonomy.stage.lift;
