namespace Sabot.Cdc.Tool.Check;

internal static class Deployments
{
    /// <summary>The order that follows from who reads what.</summary>
    /// <param name="oldReadsNew">Whether code that was made before the change reads a stream from after it.</param>
    /// <param name="newReadsOld">Whether code that is made for the change reads a stream from before it.</param>
    public static Deployment Of(bool oldReadsNew, bool newReadsOld) => (oldReadsNew, newReadsOld) switch
    {
        (true, true) => Deployment.AnyOrder,
        (true, false) => Deployment.DatabaseFirst,
        (false, true) => Deployment.CodeFirst,
        (false, false) => Deployment.WithStop,
    };

    /// <summary>The end of a sentence that starts with "deploy".</summary>
    public static string Text(this Deployment deployment) => deployment switch
    {
        Deployment.AnyOrder => "in any order",
        Deployment.DatabaseFirst => "the database first, then the code",
        Deployment.CodeFirst => "the code first, then the database",
        Deployment.WithStop => "the database first, where running clients stop once they have read all that was before, then the code",
        _ => throw new ArgumentOutOfRangeException(nameof(deployment), deployment, null),
    };

    /// <summary>As JSON has it.</summary>
    public static string Key(this Deployment deployment) => deployment switch
    {
        Deployment.AnyOrder => "any-order",
        Deployment.DatabaseFirst => "database-first",
        Deployment.CodeFirst => "code-first",
        Deployment.WithStop => "with-stop",
        _ => throw new ArgumentOutOfRangeException(nameof(deployment), deployment, null),
    };
}
