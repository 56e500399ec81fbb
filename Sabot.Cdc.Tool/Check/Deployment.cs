namespace Sabot.Cdc.Tool.Check;

/// <summary>Which side of a difference goes first: the change of the database, or the code that is made for it.</summary>
internal enum Deployment
{
    /// <summary>Each side works with the other's old and new state.</summary>
    AnyOrder,

    /// <summary>Code that was made before the change reads the changed database, but not the other way round.</summary>
    DatabaseFirst,

    /// <summary>Code that was made for the change reads the database as it was, but not the other way round.</summary>
    CodeFirst,

    /// <summary>Neither reads the other's, so a client has to stop in between.</summary>
    WithStop,
}
