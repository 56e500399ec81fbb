namespace Sabot.Cdc;

/// <summary>What becomes of a change that its handler could not handle, after the retries if there are any.</summary>
public enum CdcFailureAction
{
    /// <summary>
    /// The handler's stream ends with a <see cref="CdcHandlerException"/>, which stops the host unless
    /// <see cref="CdcHostingOptions.StopHostOnFailure"/> is false. The change is not acknowledged: it comes again after
    /// the next start.
    /// </summary>
    Stop,

    /// <summary>
    /// The change is written to <see cref="CdcHandlerOptions.ParkFolder"/> with the error; then it is done, and the
    /// stream goes on behind it. If it cannot be written, the stream ends as with <see cref="Stop"/>.
    /// </summary>
    Park,
}
